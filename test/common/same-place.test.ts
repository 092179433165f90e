import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { inOneStack, placeKey } from '../../src/common/same-place';

const app = new App();
const ENV = { account: '111122223333', region: 'eu-west-1' };
const [one, other] = ['One', 'Other'].map((id) => new Stack(app, id, { env: ENV }));
const [unknown, alsoUnknown] = ['Unknown', 'AlsoUnknown'].map((id) => new Stack(app, id));
const nested = new NestedStack(new NestedStack(unknown, 'Nested'), 'Nested');

test.each<[string, Stack, Stack, boolean, boolean]>([
  ['a stack and itself', unknown, unknown, true, true],
  ['two stacks of one place', one, other, true, false],
  ['two stacks without env', unknown, alsoUnknown, false, false],
  ['a stack and one nested in it', unknown, nested, true, true],
  ['a nested stack and another stack', nested, alsoUnknown, false, false],
  ['a place and none', one, unknown, false, false],
])('%s', (_what, left, right, samePlace, together) => {
  const key = (stack: Stack) => placeKey(stack, stack.account, stack.region);
  expect([key(left) === key(right), inOneStack(left, right)]).toEqual([samePlace, together]);
});
