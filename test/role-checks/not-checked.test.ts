import { aws_iam as iam, aws_mwaa as mwaa, CfnCondition, CfnParameter, Fn, Stack, Stage, Token } from 'aws-cdk-lib';
import { broken, BUCKET_ARN, ENV, environment, handWritten, keyWith, newApp, pasted, pastedKeyPolicy, pastedTrust, reported, validated, withKey } from './shapes';

describe('what templates do not show is a note', () => {
  const notes = (build: (stack: Stack) => void) => {
    const app = newApp();
    build(new Stack(app, 'Stack', { env: ENV }));
    return reported(app);
  };
  const note = (text: string, resourceLogicalId: string) => ({
    success: true,
    violations: [{
      ruleName: 'cdk-mwaa-iam::notChecked',
      severity: 'info',
      description: `not checked for environment "my-env": ${text}`,
      fix: 'compare these by hand with https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html',
      violatingResources: [{ resourceLogicalId, templatePath: expect.any(String), locations: ['Properties'] }],
    }],
  });

  test('a role from outside the app', () => {
    expect(notes((stack) => environment(stack, 'arn:aws:iam::111122223333:role/elsewhere')))
      .toEqual(note('the role arn:aws:iam::111122223333:role/elsewhere, which cannot be traced to a template of this app', 'Environment'));
    expect(notes((stack) => environment(stack, Fn.importValue('RoleArn'))))
      .toEqual(note('the role ${Fn::ImportValue RoleArn}, which cannot be traced to a template of this app', 'Environment'));
    expect(notes((stack) => environment(stack, new CfnParameter(stack, 'RoleArn').valueAsString)))
      .toEqual(note('the role ${RoleArn}, which cannot be traced to a template of this app', 'Environment'));
  });

  test('an AWS managed policy', () => {
    const managedPolicyArns = ['arn:aws:iam::aws:policy/PowerUserAccess'];
    expect(notes((stack) => environment(stack, handWritten(stack, {}, { policies: [], managedPolicyArns }).attrArn))).toEqual(note(`${[
      'report the health of the environment', 'read DAGs, plugins and requirements', 'write and read the Airflow logs', 'find the log groups',
      'send Airflow metrics to CloudWatch', 'hand tasks to the workers through the Celery queue, which is in an account of the MWAA service',
      'use the AWS owned key of the queue through SQS, and no key of this account',
    ].map((purpose) => `whether the role may ${purpose}`).join(', ')}: no policy that templates show allows it, only arn:aws:iam::aws:policy/PowerUserAccess could`, 'Role'));
  });

  test('an AWS managed policy beside the documented one needs no note', () => {
    const managedPolicyArns = ['arn:aws:iam::aws:policy/PowerUserAccess'];
    expect(notes((stack) => environment(stack, handWritten(stack, pasted('aws-owned-key'), { managedPolicyArns }).attrArn)))
      .toEqual({ success: true, violations: [] });
  });

  test('a deny is found whatever a managed policy allows', () => {
    const managedPolicyArns = ['arn:aws:iam::aws:policy/PowerUserAccess'];
    const policy = { Statement: [{ Effect: 'Deny', Action: 's3:Get*', Resource: '*' }] };
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: ENV });
    environment(stack, handWritten(stack, policy, { managedPolicyArns }).attrArn);
    expect(broken(app)).toEqual(['missingPermission Role', 'notChecked Role']);
  });

  test('a permissions boundary from outside the app', () => {
    const boundary = { permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' };
    const { violations, success } = notes((stack) => environment(stack, handWritten(stack, pasted('aws-owned-key'), boundary).attrArn));
    expect(success).toBe(true);
    expect(violations).toHaveLength(1);
    expect(violations[0].description).toContain(': templates do not show arn:aws:iam::111122223333:policy/boundary: whether ');
  });

  test('the policy of a key from outside the app', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
    expect(notes((stack) => environment(stack, handWritten(stack, pasted('customer-managed-key')).attrArn, { kmsKey: key })))
      .toEqual(note(`templates do not show its policy: whether the key ${key} lets CloudWatch Logs in`, 'Role'));
  });

  test('what depends on parameters and conditions', () => {
    expect(notes((stack) => {
      const bucket = new CfnParameter(stack, 'BucketArn').valueAsString;
      environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { sourceBucketArn: bucket });
    })).toEqual(note('a statement allows arn:aws:s3:::dags/*, and MWAA needs ${BucketArn}/*: right only if BucketArn is arn:aws:s3:::dags: '
      + 'whether the role may read DAGs, plugins and requirements', 'Role'));
    expect(notes((stack) => {
      const Service = new CfnParameter(stack, 'Service').valueAsString;
      const key = keyWith(stack, { Statement: [pastedKeyPolicy().Statement[0], { ...pastedKeyPolicy().Statement[1], Principal: { Service } }] });
      const assumeRolePolicyDocument = pastedTrust({ Principal: { Service } });
      environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key)), { assumeRolePolicyDocument }).attrArn, { kmsKey: key.attrArn });
    })).toEqual(note('a statement allows it depending on its principal ${Service}, which only the deployment knows: '
      + 'whether MWAA may assume the role, whether the key lets CloudWatch Logs in', 'Role'));
    expect(notes((stack) => {
      const condition = new CfnCondition(stack, 'Prod', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage').valueAsString, 'prod') });
      const key = keyWith(stack, Token.asAny(Fn.conditionIf(condition.logicalId, pastedKeyPolicy(), Fn.ref('AWS::NoValue'))) as any);
      const trust = Token.asAny(Fn.conditionIf(condition.logicalId, pastedTrust(), {}));
      environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key)), { assumeRolePolicyDocument: trust }).attrArn, { kmsKey: key.attrArn });
    })).toEqual(note(
      'where Prod is false, airflow.amazonaws.com and airflow-env.amazonaws.com may not assume the role of environment "my-env": its trust policy does '
      + 'not allow it. MWAA cannot create the environment; where Prod is false, the key of environment "my-env" does not let CloudWatch Logs encrypt the '
      + "environment's log groups. MWAA cannot create them, and the environment fails",
      'Role',
    ));
  });

  test('what the app asks of a role made beforehand, and cannot be read', () => {
    const app = newApp();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stage/Stack/Role': 'airflow' } });
    const stack = new Stack(new Stage(app, 'Stage', { env: ENV }), 'Stack');
    const bucket = new CfnParameter(stack, 'BucketArn').valueAsString;
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('airflow.amazonaws.com'), new iam.ServicePrincipal('airflow-env.amazonaws.com')),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess')],
    });
    pasted('aws-owned-key').Statement.forEach((statement: any) => role.addToPolicy(iam.PolicyStatement.fromJson(
      statement.Action.includes('s3:GetObject*') ? { ...statement, Resource: [bucket, `${bucket}/*`] } : statement)));
    environment(stack, role.roleArn);
    const stage = app.synth().getNestedAssembly('assembly-Stage');
    expect(validated({ templatePaths: stage.stacks.map(({ templateFullPath }) => templateFullPath) })).toEqual(
      note('templates do not show arn:aws:iam::aws:policy/PowerUserAccess: whether the role may read DAGs, plugins and requirements', 'Environment'));
  });

  test('an environment on a role that customizeRoles does not know', () => {
    const app = newApp();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Other': 'other' } });
    const stack = new Stack(app, 'Stack', { env: ENV });
    new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() });
    environment(stack, 'arn:aws:iam::111122223333:role/elsewhere');
    expect(broken(app)).toEqual(['notChecked Environment']);
  });

  test.each<[string, string, Partial<mwaa.CfnEnvironmentProps>]>([
    ['the name', 'my-env', { name: '{{resolve:ssm:/value}}' }],
    ['the bucket', 'dags', { sourceBucketArn: 'arn:aws:s3:::{{resolve:ssm:/value}}' }],
  ])('what a dynamic reference looks up, and it is the same on both sides: %s', (_, literal, props) => {
    const role = (policy: object) => notes((stack) => environment(stack, handWritten(stack, policy).attrArn, props));
    const own = JSON.parse(JSON.stringify(pasted('aws-owned-key')).replaceAll(literal, '{{resolve:ssm:/value}}'));
    expect(role(own)).toEqual({ success: true, violations: [] });
    expect(role(pasted('aws-owned-key'))).toEqual({ success: true, violations: [expect.objectContaining({ ruleName: 'cdk-mwaa-iam::notChecked' })] });
  });

  test('the key that a dynamic reference looks up', () => {
    const kmsKey = '{{resolve:ssm:/key}}';
    const { success, violations: [{ description }] } = notes((stack) =>
      environment(stack, handWritten(stack, pasted('customer-managed-key')).attrArn, { kmsKey }));
    expect(success).toBe(true);
    expect(description).toContain('whether the key {{resolve:ssm:/key}} lets CloudWatch Logs in');
  });

  test('nothing is said of the same parameter on both sides', () => {
    expect(notes((stack) => {
      const bucketArn = new CfnParameter(stack, 'BucketArn').valueAsString;
      const own = (statements: any[]) => JSON.parse(JSON.stringify(statements).replaceAll(BUCKET_ARN, '{bucket}'), (_, value) => (
        typeof value === 'string' && value.startsWith('{bucket}') ? Fn.join('', [bucketArn, value.slice(8)]) : value));
      environment(stack, handWritten(stack, pasted('aws-owned-key', own)).attrArn, { sourceBucketArn: bucketArn });
    })).toEqual({ success: true, violations: [] });
  });
});

test('an environment on a role that CDK imports by its ARN is left alone', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/elsewhere');
  environment(stack, role.roleArn);
  expect(broken(app)).toEqual(['notChecked Environment']);
});
