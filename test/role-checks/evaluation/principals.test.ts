import { ANYWHERE, COULD, MUST, Reading } from '../../../src/role-checks/evaluation/matching';
import { forRole, forService, trustedServices } from '../../../src/role-checks/evaluation/principals';
import { unknown } from '../../../src/role-checks/evaluation/text';

const SERVICE = 'logs.amazonaws.com';
const ARN = 'arn:aws:iam::111122223333:role/data/airflow';
const statement = (elements: object, Effect = 'Allow') => ({ Effect, Action: '*', Resource: '*', ...elements });

/** Whether a statement is one of those about a service, or about a role. */
const isAboutService = (elements: object, reading: Reading = ANYWHERE) =>
  (forService({ Statement: [elements] }, [SERVICE], reading).Statement as object[]).length === 1;
const isAboutRole = (elements: object, reading: Reading = ANYWHERE) =>
  (forRole({ Statement: [elements] }, ARN, reading).Statement as object[]).length === 1;

test.each<[object, boolean]>([
  [{ Principal: { Service: SERVICE } }, true],
  [{ Principal: { Service: ['s3.amazonaws.com', SERVICE] } }, true],
  [{ Principal: { Service: 's3.amazonaws.com' } }, false],
  [{ Principal: { Service: 'logs.*' } }, false], // a principal has no wildcards
  [{ Principal: { AWS: ARN } }, false],
  [{ Principal: '*' }, true],
  [{ Principal: { AWS: '*' } }, true],
  [{ Principal: { AWS: ['x', '*'] } }, true],
  [{ NotPrincipal: { Service: SERVICE } }, false],
  [{ NotPrincipal: { Service: 's3.amazonaws.com' } }, true],
  [{}, false],
  [{ Principal: null }, false],
  [{ Principal: { toString: 'x' } }, false],
])('%j is about CloudWatch Logs: %s', (elements, expected) => {
  expect(isAboutService(statement(elements))).toBe(expected);
});

test.each<[object, boolean]>([
  [{ Principal: { AWS: ARN } }, true],
  [{ Principal: { AWS: 'arn:aws:iam::111122223333:role/data/other' } }, false],
  [{ Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, false],
  [{ Principal: { Service: SERVICE } }, false],
])('%j is about the role: %s', (elements, expected) => {
  expect(isAboutRole(statement(elements))).toBe(expected);
});

test('a session of the role is the role, whatever it is called', () => {
  const session = (role: string) => statement({ Principal: { AWS: `arn:aws:sts::111122223333:assumed-role/${role}/AmazonMWAA-airflow` } });
  expect(isAboutRole(session('airflow'), COULD)).toBe(true);
  expect(isAboutRole(session('other'), COULD)).toBe(false);
  expect(isAboutRole(session('data/airflow'), COULD)).toBe(false);
});

describe('a principal that is chosen at deployment', () => {
  test.each([{ Service: unknown('Service') }, unknown('Principal')])('%j could be meant in what allows, and need not be in what denies', (Principal) => {
    expect(isAboutService(statement({ Principal }), COULD)).toBe(true);
    expect(isAboutService(statement({ Principal }), MUST)).toBe(false);
    expect(isAboutService(statement({ Principal }, 'Deny'), COULD)).toBe(false);
    expect(isAboutService(statement({ Principal }, 'Deny'), MUST)).toBe(true);
  });

  test('a statement without a known effect is about everyone', () => {
    expect(isAboutService({ Principal: { Service: 's3.amazonaws.com' } }, COULD)).toBe(true);
  });
});

test('the services that are let in', () => {
  expect(trustedServices({
    Statement: [
      statement({ Principal: { Service: ['a.amazonaws.com', 'b.amazonaws.com'] } }),
      statement({ Principal: { AWS: '*' } }),
      statement({ Principal: { Service: 'c.amazonaws.com' } }, 'Deny'),
      statement({}),
    ],
  })).toStrictEqual(['a.amazonaws.com', 'b.amazonaws.com']);
});
