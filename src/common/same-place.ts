import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * A text that two constructs of a stage have in common only if they are surely in one place: the account, say, or account and
 * Region. What only the deployment knows is the same in one stack, with its nested stacks.
 */
export function placeKey(construct: IConstruct, ...place: string[]): string {
  return JSON.stringify(place.some((part) => Token.isUnresolved(part)) ? [...place, outermost(Stack.of(construct)).node.path] : place);
}

/** The stack that is deployed, of a nested stack or its own. */
function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

/** Whether two constructs are deployed together, in one stack with its nested stacks. */
export function inOneStack(one: IConstruct, other: IConstruct): boolean {
  return outermost(Stack.of(one)) === outermost(Stack.of(other));
}
