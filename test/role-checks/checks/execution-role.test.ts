import { foundIn, shortly, template } from '../shapes';

const naming = (ExecutionRoleArn: unknown, more: object = {}) => template({ environment: { ExecutionRoleArn, ...more } });

test('an environment without an execution role is an error', () => {
  const [{ rule, severity, description, fix }, ...others] = foundIn(naming(undefined));
  expect(others).toEqual([]);
  expect([rule, severity]).toEqual(['cdk-mwaa-iam::executionRole', 'error']);
  expect(description).toBe('environment "my-env" has no execution role. MWAA cannot create it');
  expect(fix).toBe('set `ExecutionRoleArn` to the ARN of its execution role: with this library, associate the role with the environment '
    + '(https://docs.aws.amazon.com/mwaa/latest/API/API_CreateEnvironment.html)');
});

test.each<[string, object, string[]]>([
  ['that AWS::NoValue takes out', naming({ Ref: 'AWS::NoValue' }), ['executionRole Environment']],
  ['that a transform may write', naming(undefined, { 'Fn::Transform': { Name: 'AWS::Include' } }), ['notChecked Environment']],
  ['that a macro may write', { ...naming(undefined), Transform: 'OurDefaults' }, ['notChecked Environment']],
  ['that a macro among others may write', { ...naming(undefined), Transform: ['AWS::Serverless-2016-10-31', { Name: 'OurDefaults', Parameters: {} }] }, ['notChecked Environment']],
  ['that a file may have', { ...naming(undefined), Transform: { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } }, ['notChecked Environment']],
  ['that a macro of a parameter may write', { ...naming(undefined), Transform: [{ Ref: 'Macro' }] }, ['notChecked Environment']],
  ['that no transform of AWS writes', { ...naming(undefined), Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] }, ['executionRole Environment']],
  ['that a condition takes out', {
    ...naming({ 'Fn::If': ['C', { 'Fn::GetAtt': ['Role', 'Arn'] }, { Ref: 'AWS::NoValue' }] }),
    Parameters: { P: { Type: 'String' } },
    Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
  }, ['notChecked Role']],
])('a role %s', (_, body, expected) => {
  expect(shortly(foundIn(body))).toEqual(expected);
});
