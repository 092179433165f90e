import { foundIn, inline, policyOf, shortly, template, without } from './shapes';

const DENY = { Statement: { Effect: 'Deny', Action: 's3:List*', Resource: '*' } };

test('what is found in some variants is noted once', () => {
  const [{ description }, ...others] = foundIn(template({
    resources: {
      P: policyOf([{ Ref: 'Role' }], DENY, { Condition: 'A' }),
      Q: policyOf([{ Ref: 'Role' }], { Statement: [] }, { Condition: 'B' }),
    },
  }));
  expect(others).toEqual([]);
  expect(description.match(/where /g)).toHaveLength(1);
});

test('the same of two roles, one of which is chosen, is found at both', () => {
  const { Role } = template({ role: { Policies: [inline(without('sqs:SendMessage'))] } }).Resources;
  const arnOf = (role: string) => ({ 'Fn::GetAtt': [role, 'Arn'] });
  const findings = foundIn(template({
    environment: { ExecutionRoleArn: { 'Fn::If': ['C', arnOf('Role'), arnOf('Other')] } },
    resources: { Role, Other: Role },
  }));
  expect(shortly(findings)).toEqual(['missingPermission Role', 'missingPermission Other']);
  expect(findings.map(({ description }) => description.split(',')[0])).toEqual(['where C is true', 'where C is false']);
});
