import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * A text that is equal for two constructs of a stage only if they are certainly in the same place.
 *
 * `place` is the account, for example, or account and Region. Literals are compared as such. A token is equal only within one
 * stack, with its nested stacks, because every stack without `env` has the same token.
 */
export function placeKey(construct: IConstruct, ...place: string[]): string {
  return JSON.stringify(place.some((part) => Token.isUnresolved(part)) ? [...place, outermost(Stack.of(construct)).node.path] : place);
}

/** The stack itself, or the outermost parent of a nested stack. */
function outermost(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : outermost(stack.nestedStackParent);
}

/** Whether two constructs are in the same stack, including its nested stacks. */
export function inOneStack(one: IConstruct, other: IConstruct): boolean {
  return outermost(Stack.of(one)) === outermost(Stack.of(other));
}
