import { PolicyDocument } from '../../../src/iam/policy-document';
import { Text } from '../../../src/iam/text';
import { Role } from '../../../src/role-checks/subject/role';
import { Permission, permissionOf } from '../../../src/role-checks/subject/role-permission';

const statement = (Effect: string, Resource: string | Text) => ({ Effect, Action: '*', Resource });
const GROUP = 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow';
const STREAM = `${GROUP}:log-stream:x`;
const request = { action: 'logs:GetLogRecord', resource: Text.of(STREAM), context: {}, resourcePolicies: [] };
const unknown = (name: string) => Text.of({ kind: 'chosen', id: name, name });

function roleWith(statements: object[], more: Partial<Role> = {}): Role {
  return {
    name: Text.of('airflow'), arn: Text.of('arn:aws:iam::111122223333:role/airflow'), trust: PolicyDocument.of({}), policies: [{ document: PolicyDocument.of({ Statement: statements }) }], fromOutside: [], unseen: [], ofServices: [], ...more,
  };
}

test.each<[string, Role, Permission]>([
  ['is what its policies allow', roleWith([statement('Allow', STREAM)]), 'allowed'],
  ['is not what they do not mention', roleWith([statement('Allow', GROUP)]), 'implicitDeny'],
  ['is not what they deny', roleWith([statement('Allow', '*'), statement('Deny', STREAM)]), 'explicitDeny'],
  ['may be what only the deployment knows', roleWith([statement('Allow', unknown('Arn'))]), 'could be'],
  ['may be what a policy says that no template shows', roleWith([], { unseen: [Text.of('arn:aws:iam::aws:policy/x')] }), 'could be'],
  ['is not what is denied, whatever such a policy says', roleWith([statement('Deny', '*')], { unseen: [Text.of('arn:aws:iam::aws:policy/x')] }), 'explicitDeny'],
  ['is not what its boundary does not allow', roleWith([statement('Allow', '*')], { boundary: { document: PolicyDocument.of({ Statement: statement('Allow', GROUP) }) } }), 'beyondBoundary'],
  ['may be less than a boundary allows that no template shows', roleWith([statement('Allow', '*')], { unseenBoundary: Text.of('arn:x') }), 'could be'],
])('what a role may do %s', (_, role, expected) => {
  expect(permissionOf(role, request)).toBe(expected);
});

describe('what goes by two names is allowed by the better of both', () => {
  const both = { ...request, otherwise: Text.of(GROUP) };

  test.each<[Permission, object[], Permission]>([
    ['allowed', [statement('Allow', STREAM)], 'implicitDeny'],
    ['allowed', [statement('Allow', '*'), statement('Deny', GROUP)], 'explicitDeny'],
    ['allowed', [statement('Allow', STREAM), statement('Allow', Text.of(unknown('Arn'), 'p:airflow'))], 'could be'],
    ['could be', [statement('Allow', Text.of(unknown('Arn'), ':x'))], 'implicitDeny'],
    ['could be', [statement('Allow', Text.of(unknown('Arn'), ':x')), statement('Deny', GROUP)], 'explicitDeny'],
    ['implicitDeny', [statement('Deny', GROUP)], 'explicitDeny'],
  ])('%s by one', (better, statements, worse) => {
    const role = roleWith(statements);
    expect([request.resource, both.otherwise].map((resource) => permissionOf(role, { ...request, resource }))).toEqual([better, worse]);
    expect(permissionOf(role, both)).toBe(better);
    expect(permissionOf(role, { ...request, resource: Text.of(GROUP), otherwise: Text.of(STREAM) })).toBe(better);
  });
});
