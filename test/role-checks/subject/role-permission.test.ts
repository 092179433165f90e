import { unknown } from '../../../src/role-checks/evaluation/text';
import { Role } from '../../../src/role-checks/subject/role';
import { Permission, permissionOf } from '../../../src/role-checks/subject/role-permission';

const statement = (Effect: string, Resource: string) => ({ Effect, Action: '*', Resource });
const GROUP = 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow';
const STREAM = `${GROUP}:log-stream:x`;
const request = { action: 'logs:GetLogRecord', resource: STREAM };

function roleWith(statements: object[], more: Partial<Role> = {}): Role {
  return {
    name: 'airflow', arn: 'arn:aws:iam::111122223333:role/airflow', trust: {}, policies: [{ document: { Statement: statements } }], unseen: [], ...more,
  };
}

test.each<[string, Role, Permission]>([
  ['is what its policies allow', roleWith([statement('Allow', STREAM)]), 'allowed'],
  ['is not what they do not mention', roleWith([statement('Allow', GROUP)]), 'implicitDeny'],
  ['is not what they deny', roleWith([statement('Allow', '*'), statement('Deny', STREAM)]), 'explicitDeny'],
  ['may be what only the deployment knows', roleWith([statement('Allow', unknown('Arn'))]), 'unknown'],
  ['may be what a policy says that no template shows', roleWith([], { unseen: ['arn:aws:iam::aws:policy/x'] }), 'unknown'],
  ['is not what is denied, whatever such a policy says', roleWith([statement('Deny', '*')], { unseen: ['arn:aws:iam::aws:policy/x'] }), 'explicitDeny'],
  ['may be less than a boundary allows that no template shows', roleWith([statement('Allow', '*')], { unseenBoundary: 'arn:x' }), 'unknown'],
])('what a role may do %s', (_, role, expected) => {
  expect(permissionOf(role, request)).toBe(expected);
});

describe('what goes by two names is allowed by the better of both', () => {
  const both = { ...request, otherwise: GROUP };

  test.each<[Permission, object[], Permission]>([
    ['allowed', [statement('Allow', STREAM)], 'implicitDeny'],
    ['allowed', [statement('Allow', '*'), statement('Deny', GROUP)], 'explicitDeny'],
    ['allowed', [statement('Allow', STREAM), statement('Allow', `${unknown('Arn')}p:airflow`)], 'unknown'],
    ['unknown', [statement('Allow', `${unknown('Arn')}:x`)], 'implicitDeny'],
    ['unknown', [statement('Allow', `${unknown('Arn')}:x`), statement('Deny', GROUP)], 'explicitDeny'],
    ['implicitDeny', [statement('Deny', GROUP)], 'explicitDeny'],
  ])('%s by one', (better, statements, worse) => {
    const role = roleWith(statements);
    expect([request.resource, both.otherwise].map((resource) => permissionOf(role, { ...request, resource }))).toEqual([better, worse]);
    expect(permissionOf(role, both)).toBe(better);
    expect(permissionOf(role, { ...request, resource: GROUP, otherwise: STREAM })).toBe(better);
  });
});
