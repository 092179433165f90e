import { aws_iam as iam, aws_kms as kms, Stack, Stage, Validations } from 'aws-cdk-lib';
import { broken, ENV, environment, expectViolations, handWritten, keyWith, newApp, pasted, pastedTrust, reported, validated, withKey } from './shapes';
import { MwaaRoleChecks } from '../../src';

const withoutQueue = (statements: any[]) => statements.filter(({ Action }) => !Action.includes('sqs:SendMessage'));

/** An app with a role that may not use the queue, and its parts. */
function brokenApp() {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const role = handWritten(stack, pasted('aws-owned-key', withoutQueue));
  return { app, stack, role, environment: environment(stack, role.attrArn) };
}

describe('registered with the app', () => {
  const synth = (app: ReturnType<typeof newApp>) => {
    const printed = jest.spyOn(console, 'error').mockImplementation();
    const checks = jest.spyOn(MwaaRoleChecks.prototype, 'validate');
    const before = process.exitCode;
    try {
      app.synth();
      return { failed: process.exitCode === 1, printed: printed.mock.calls.join('\n') };
    } catch (error) {
      // Newer versions of the CDK throw where older ones set the exit code.
      return { failed: true, printed: `${printed.mock.calls.join('\n')}${error}` };
    } finally {
      process.exitCode = before;
      printed.mockRestore();
      checks.mock.results.forEach(({ value }) => expectViolations(value));
      checks.mockRestore();
    }
  };

  test('fails the synthesis, and prints what to do and what to acknowledge', () => {
    const { app } = brokenApp();
    Validations.of(app).addPlugins(new MwaaRoleChecks());
    const { failed, printed } = synth(app);
    expect(failed).toBe(true);
    expect(printed).toContain('may not do sqs:ChangeMessageVisibility');
    expect(printed).toContain('add this documented statement to the role: {"Effect":"Allow"');
    expect(printed).toContain('cdk-mwaa-iam::missingPermission');
  });

  test.each<[string, (stack: Stack) => void, string]>([
    ['trustPolicy', (stack) => environment(stack, handWritten(stack, pasted('aws-owned-key'), { assumeRolePolicyDocument: {} }).attrArn), 'let both services of MWAA assume the role: {"Effect":"Allow"'],
    ['keyPolicy', (stack) => {
      const key = keyWith(stack);
      environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key))).attrArn, { kmsKey: key.attrArn });
    }, 'add this documented statement to the key policy: {"'],
    ['policyOrder', (stack) => {
      const role = handWritten(stack, {}, { policies: [] });
      new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: [role.ref] });
      environment(stack, role.attrArn);
    }, 'add a dependency of the environment on the policy: "DependsOn": "'],
  ])('fails the synthesis for %s, and prints what to do', (rule, build, fix) => {
    const app = newApp();
    build(new Stack(app, 'Stack', { env: ENV }));
    Validations.of(app).addPlugins(new MwaaRoleChecks());
    const { failed, printed } = synth(app);
    expect(failed).toBe(true);
    expect(printed).toContain(fix);
    expect(printed).toContain(`cdk-mwaa-iam::${rule}`);
  });

  test.each([['the role', 'role'], ['the environment', 'environment'], ['the stack', 'stack']] as const)('does not fail it when acknowledged on %s', (_, part) => {
    const parts = brokenApp();
    Validations.of(parts.app).addPlugins(new MwaaRoleChecks());
    Validations.of(parts[part]).acknowledge({ id: 'cdk-mwaa-iam::missingPermission', reason: 'granted elsewhere' });
    expect(synth(parts.app)).toEqual({ failed: false, printed: expect.not.stringContaining('missingPermission') });
  });

  test('fails it still when acknowledged on another construct', () => {
    const { app, stack } = brokenApp();
    Validations.of(app).addPlugins(new MwaaRoleChecks());
    Validations.of(new kms.Key(stack, 'Other')).acknowledge({ id: 'cdk-mwaa-iam::missingPermission', reason: 'not this one' });
    expect(synth(app)).toEqual({ failed: true, printed: expect.stringContaining('cdk-mwaa-iam::missingPermission') });
  });

  test('does not fail it for a note', () => {
    const app = newApp();
    environment(new Stack(app, 'Stack', { env: ENV }), 'arn:aws:iam::444455556666:role/elsewhere');
    Validations.of(app).addPlugins(new MwaaRoleChecks());
    expect(synth(app)).toEqual({ failed: false, printed: expect.stringContaining('which cannot be traced to a template of this app') });
  });
});

describe('acknowledgements', () => {
  test('count for one rule', () => {
    const { app, role } = brokenApp();
    role.addPropertyOverride('AssumeRolePolicyDocument', pastedTrust({ Principal: { Service: 'airflow.amazonaws.com' } }));
    Validations.of(role).acknowledge({ id: 'cdk-mwaa-iam::trustPolicy', reason: 'known' });
    expect(broken(app)).toEqual(['missingPermission Role']);
  });

  test('above a stack count where the CDK hands the construct tree over', () => {
    const app = newApp();
    const stage = new Stage(app, 'Stage', { env: ENV });
    const stack = new Stack(stage, 'Stack');
    environment(stack, handWritten(stack, pasted('aws-owned-key', withoutQueue)).attrArn);
    Validations.of(stage).acknowledge({ id: 'cdk-mwaa-iam::missingPermission', reason: 'known' });
    const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
    expect(validated({ templatePaths }).violations).toHaveLength(1);
    expect(validated({ templatePaths, appConstruct: app })).toEqual({ success: true, violations: [] });
  });
});

describe('rules', () => {
  test('are these', () => {
    const { name, ruleIds } = new MwaaRoleChecks();
    expect(name).toBe('cdk-mwaa-iam');
    expect(ruleIds).toEqual([
      'cdk-mwaa-iam::missingPermission',
      'cdk-mwaa-iam::executionRole',
      'cdk-mwaa-iam::servicePolicy',
      'cdk-mwaa-iam::trustPolicy',
      'cdk-mwaa-iam::keyPolicy',
      'cdk-mwaa-iam::unsupportedKey',
      'cdk-mwaa-iam::resourceDenial',
      'cdk-mwaa-iam::policyOrder',
      'cdk-mwaa-iam::sourceBucket',
      'cdk-mwaa-iam::bucketKey',
      'cdk-mwaa-iam::secretsBackend',
      'cdk-mwaa-iam::excessPermission',
      'cdk-mwaa-iam::foreignService',
      'cdk-mwaa-iam::accountPublicAccessBlock',
      'cdk-mwaa-iam::notChecked',
    ]);
  });

  test.each(['cdk-mwaa-iam::missingPermission', 'missingPermission'])('can be disabled for the whole app, as %s', (rule) => {
    expect(reported(brokenApp().app, { disabledRules: [rule] })).toEqual({ success: true, violations: [] });
  });

  test('cannot be disabled by a name that is none', () => {
    expect(() => new MwaaRoleChecks({ disabledRules: ['trust'] })).toThrow(
      'MwaaRoleChecks: `disabledRules` [ \'trust\' ] must be a list of rules of this plugin: cdk-mwaa-iam::missingPermission, ');
  });

  test.each(['x', 5, null, {}])('cannot be disabled by %p, which is no list', (disabledRules) => {
    expect(() => new MwaaRoleChecks({ disabledRules } as any)).toThrow(/^MwaaRoleChecks: `disabledRules` .* must be a list of rules of this plugin/);
  });

  test.each([null, 5, 'x', []])('the props %p are none', (props) => {
    expect(() => new MwaaRoleChecks(props as any)).toThrow(/^MwaaRoleChecks: `props` .* must be an object/);
  });
});
