import { IConstruct } from 'constructs';

/** Does something when the app is validated: everything is defined by then, and references to other stacks read as in the template. */
export function whenValidated(construct: IConstruct, action: () => void): void {
  construct.node.addValidation({
    validate: () => {
      action();
      return [];
    },
  });
}
