import { Annotations } from 'aws-cdk-lib';
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

/** Warns, when the app is validated, if there is something to warn about then. */
export function warnWhenValidated(construct: IConstruct, id: string, warning: () => string | undefined): void {
  whenValidated(construct, () => {
    const text = warning();
    if (text !== undefined) {
      warn(construct, id, text);
    }
  });
}

/**
 * Warns while the app is validated.
 *
 * The warning stands on the resource below the construct. CDK finds an acknowledgement that came before the warning on
 * the constructs above it only, so the user can acknowledge on the construct.
 */
export function warn(construct: IConstruct, id: string, text: string): void {
  Annotations.of(construct.node.defaultChild ?? construct).addWarningV2(id, text);
}
