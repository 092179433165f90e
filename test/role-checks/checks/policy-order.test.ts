import { foundIn, inline, pasted, policyOf, shortly, template, without } from '../shapes';

const QUEUE = pasted('aws-owned-key').Statement.filter(({ Action }: any) => Action.includes('sqs:SendMessage'));
const late = (...Statement: object[]) => policyOf([{ Ref: 'Role' }], { Statement });

test('only what carries something that is not there in time is late', () => {
  const findings = foundIn(template({
    role: { Policies: [inline(without('sqs:SendMessage'))] },
    resources: { Queue: late(...QUEUE), Again: late(...without('sqs:SendMessage')(pasted('aws-owned-key').Statement)) },
  }));
  expect(findings.map(({ about }) => about)).toEqual(['Queue']);
});

test('what a late policy denies again is no matter of order', () => {
  expect(shortly(foundIn(template({
    role: { Policies: [inline(without('sqs:SendMessage'))] },
    resources: { Queue: late(...QUEUE), Guard: late({ Effect: 'Deny', Action: 'sqs:*', Resource: '*' }) },
  })))).toEqual(['missingPermission Role']);
});
