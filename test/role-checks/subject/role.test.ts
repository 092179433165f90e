import { foundIn, inline, pasted, policyOf, shortly, template } from '../shapes';

const found = (...bodies: object[]) => shortly(foundIn(...bodies));
const ELSEWHERE = 'arn:aws:iam::aws:policy/Elsewhere';

test('a policy that is null is none', () => {
  expect(found(template({ role: { Policies: [null, inline()] } }))).toEqual([]);
});

test('a policy goes to the role that it names beside a role of another name', () => {
  const { Role: Other } = template({ role: { RoleName: 'other' } }).Resources;
  expect(found(template({ role: { RoleName: 'airflow', Policies: [] } }), { Resources: { Other, P: policyOf(['airflow']) } })).toEqual([]);
});

test('a policy of AWS is not shown by templates that have others', () => {
  const Statement = pasted('aws-owned-key').Statement.slice(1);
  const findings = foundIn(template({
    role: { Policies: [], ManagedPolicyArns: [{ Ref: 'P' }, ELSEWHERE] },
    resources: { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } } },
  }));
  expect(findings.map(({ description }) => description))
    .toEqual([`not checked for environment "my-env": whether the role may report the health of the environment: no policy that templates show allows it, only ${ELSEWHERE} could`]);
});
