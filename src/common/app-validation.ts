import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Runs an action when CDK validates the app. By then the app is complete, and references to other stacks resolve as in the template. */
export function whenValidated(construct: IConstruct, action: () => void): void {
  construct.node.addValidation({
    validate: () => {
      action();
      return [];
    },
  });
}

/** Adds a warning when CDK validates the app, if `warning` returns a text at that time. */
export function warnWhenValidated(construct: IConstruct, id: string, warning: () => string | undefined): void {
  whenValidated(construct, () => {
    const text = warning();
    if (text !== undefined) {
      warn(construct, id, text);
    }
  });
}

/**
 * Adds a warning while CDK validates the app.
 *
 * The warning goes to the resource below the construct, so that the user can acknowledge it on the construct: CDK looks
 * for an earlier acknowledgement only on the constructs above the warning.
 */
export function warn(construct: IConstruct, id: string, text: string): void {
  Annotations.of(construct.node.defaultChild ?? construct).addWarningV2(id, text);
}
