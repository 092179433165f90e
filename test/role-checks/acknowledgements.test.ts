import { Stack, Validations } from 'aws-cdk-lib';
import { broken, ENV, environment, handWritten, newApp, pasted, without } from './shapes';

test('what one of several stacks acknowledges is not found there, and is in the other', () => {
  const app = newApp();
  const [one] = ['One', 'Two'].map((id) => {
    const stack = new Stack(app, id, { env: ENV });
    const role = handWritten(stack, pasted('aws-owned-key', without('sqs:SendMessage')));
    role.overrideLogicalId(`${id}Role`);
    environment(stack, role.attrArn);
    return role;
  });
  Validations.of(one).acknowledge({ id: 'cdk-mwaa-iam::missingPermission', reason: 'granted elsewhere' });
  expect(broken(app)).toEqual(['missingPermission TwoRole']);
});

test('a note is acknowledged like a finding', () => {
  const outside = (acknowledge: boolean) => {
    const app = newApp();
    const it = environment(new Stack(app, 'Stack', { env: ENV }), 'arn:aws:iam::111122223333:role/outside');
    if (acknowledge) {
      Validations.of(it).acknowledge({ id: 'cdk-mwaa-iam::notChecked', reason: 'looked at by hand' });
    }
    return broken(app);
  };
  expect([outside(false), outside(true)]).toEqual([['notChecked Environment'], []]);
});
