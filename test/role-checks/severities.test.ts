import { foundIn, inline, pasted, pastedTrust, template } from './shapes';
import { mildest, worst } from '../../src/role-checks/checks/role-check';

// An error is what certainly does not work. What has been seen to work, though the page wants more, is a warning.

/** The findings as severity and rule. */
const severities = (...bodies: object[]) => foundIn(...bodies).map(({ severity, rule }) => `${severity} ${rule.replace('cdk-mwaa-iam::', '')}`);
const trusting = (...Service: unknown[]) => ({ AssumeRolePolicyDocument: pastedTrust({ Principal: { Service } }) });
const describing = (...statements: object[]) => ({
  Policies: [inline((all) => all.flatMap((one) => ([one.Action].flat().includes('logs:DescribeLogGroups') ? statements : [one])))],
});
const DESCRIBE = { Effect: 'Allow', Action: 'logs:DescribeLogGroups' };
const OWN_GROUPS = 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-*';

describe('a trust policy', () => {
  test.each([
    ['with both services', ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'], []],
    ['with airflow-env alone', ['airflow-env.amazonaws.com'], ['warning trustPolicy']],
    ['with airflow alone', ['airflow.amazonaws.com'], ['error trustPolicy']],
    ['with neither', ['glue.amazonaws.com'], ['error trustPolicy', 'warning foreignService']],
  ])('%s', (_, services, expected) => {
    expect(severities(template({ role: trusting(...services) }))).toEqual(expected);
  });

  test('with airflow-env alone says that this is known to run', () => {
    const [{ description }] = foundIn(template({ role: trusting('airflow-env.amazonaws.com') }));
    expect(description).toBe('airflow.amazonaws.com may not assume the role of environment "my-env": its trust policy does not allow it. '
      + 'Environments are known to run with airflow-env.amazonaws.com alone, but MWAA documents both: what airflow.amazonaws.com does may fail');
  });

  test.each<[string, object, string[]]>([
    ['that a parameter has by default', { Default: 'airflow-env.amazonaws.com' }, ['info notChecked']],
    ['that a parameter has to be', { AllowedValues: ['airflow-env.amazonaws.com'] }, ['warning trustPolicy']],
  ])('with airflow-env alone, %s', (_, parameter, expected) => {
    expect(severities({ ...template({ role: trusting({ Ref: 'Service' }) }), Parameters: { Service: { Type: 'String', ...parameter } } })).toEqual(expected);
  });
});

describe('the permission to find log groups', () => {
  test.each<[string, object[], string[]]>([
    ['as documented', [{ ...DESCRIBE, Resource: '*' }], []],
    ['on its own log groups', [{ ...DESCRIBE, Resource: OWN_GROUPS }], ['warning missingPermission']],
    ['on one of them', [{ ...DESCRIBE, Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-Task:*' }], ['warning missingPermission']],
    ['on those that a parameter names', [{ ...DESCRIBE, Resource: { 'Fn::Sub': 'arn:aws:logs:eu-west-1:111122223333:log-group:x${Groups}' } }], ['error missingPermission']],
    ['on those of another environment', [{ ...DESCRIBE, Resource: 'arn:aws:logs:*:*:log-group:airflow-other-*' }], ['error missingPermission']],
    ['not at all', [], ['error missingPermission']],
    ['denied but for its own', [{ ...DESCRIBE, Resource: '*' }, { Effect: 'Deny', Action: 'logs:*', NotResource: OWN_GROUPS }], ['warning missingPermission']],
    ['denied', [{ ...DESCRIBE, Resource: OWN_GROUPS }, { ...DESCRIBE, Effect: 'Deny', Resource: '*' }], ['error missingPermission']],
  ])('%s', (_, statements, expected) => {
    expect(severities(template({ role: describing(...statements) }))).toEqual(expected);
  });

  test('on its own log groups may be enough', () => {
    const [{ description }] = foundIn(template({ role: describing({ ...DESCRIBE, Resource: OWN_GROUPS }) }));
    expect(description).toContain('MWAA needs it to find the log groups; without it the environment may fail, although its role may do so on log groups of its own');
  });
});

describe('what is wrong however conditions come out', () => {
  const conditional = (one: unknown, other: unknown) => ({
    ...template({ role: { AssumeRolePolicyDocument: pastedTrust({ Principal: { Service: { 'Fn::If': ['C', one, other] } } }) } }),
    Parameters: { P: { Type: 'String' } },
    Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
  });

  test.each([
    ['an error and a warning', 'glue.amazonaws.com', 'airflow-env.amazonaws.com'],
    ['a warning and an error', 'airflow-env.amazonaws.com', 'airflow.amazonaws.com'],
  ])('is as bad as it is at best: %s', (_, one, other) => {
    const findings = foundIn(conditional(one, other)).filter(({ rule }) => rule.endsWith('trustPolicy'));
    expect(findings.map(({ severity, description }) => [severity, description])).toEqual([['warning', expect.stringContaining('known to run')]]);
  });

  test('is no error where it is wrong in another way, and only perhaps', () => {
    const withPolicy = (document: object) => ({ PolicyName: 'p', PolicyDocument: document });
    const narrow = pasted('aws-owned-key', (all) => all.map((one) => ({ ...one, Resource: [one.Action].flat().includes('logs:DescribeLogGroups') ? OWN_GROUPS : one.Resource })));
    const lacking = pasted('aws-owned-key', (all) => all.filter(({ Action }) => !Action.includes('sqs:SendMessage')));
    expect(severities({
      ...conditional([], []),
      ...template({ role: { Policies: [{ 'Fn::If': ['C', withPolicy(narrow), withPolicy(lacking)] }] } }),
    })).toEqual(['warning missingPermission', 'warning missingPermission']);
  });
});

test('the mildest and the worst of several severities', () => {
  expect([mildest(['error', 'info', 'warning']), mildest(['error', 'warning'])]).toEqual(['info', 'warning']);
  expect([worst(['warning', 'error', 'info']), worst(['info', 'warning'])]).toEqual(['error', 'warning']);
});
