import { aws_iam as iam, aws_kms as kms, aws_s3 as s3, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { MwaaExecutionPolicy, MwaaExecutionRole } from '../../src';
import { documented } from '../documented';
import {
  broken, brokenIn, BUCKET_ARN, ENV, environment, handWritten, keyWith, NAME, newApp, onlyViolation, pasted, pastedKeyPolicy, pastedTrust, reported,
  VALUES, withKey,
} from './shapes';

/** Leaves out the statements that say something about an action, or changes them. */
function changing(action: string, change: (statement: any) => any[]): (statements: any[]) => any[] {
  return (statements) => statements.flatMap((statement) => ([statement.Action].flat().includes(action) ? change(statement) : [statement]));
}

describe('a missing permission', () => {
  test('says what is missing, what will fail, and the statement to add', () => {
    const violation = onlyViolation((stack) => {
      const withoutSend = changing('sqs:SendMessage', (statement) => [
        { ...statement, Action: statement.Action.filter((action: string) => action !== 'sqs:SendMessage') },
      ]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', withoutSend)).attrArn);
    });
    const [, , , , , , , queue] = documented('execution-policy-aws-owned-key', VALUES).Statement;
    expect(violation).toEqual({
      ruleName: 'cdk-mwaa-iam::missingPermission',
      severity: 'error',
      description: 'the role of environment "my-env" may not do sqs:SendMessage on '
        + 'arn:aws:sqs:eu-west-1:${Environment.CeleryExecutorQueue.Account}:airflow-celery-${Environment.CeleryExecutorQueue.Name}: '
        + 'no statement allows it. MWAA needs it to hand tasks to the workers through the Celery queue, which is in an account of the MWAA service; without it the environment fails',
      fix: `add this documented statement to the role: ${JSON.stringify(queue)} `
        + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how)',
      violatingResources: [{ resourceLogicalId: 'Role', templatePath: expect.stringMatching(/Stack\.template\.json$/), locations: ['Properties.Policies'] }],
    });
  });

  test('says log groups where IAM asks about one without a name', () => {
    const { description } = onlyViolation((stack) =>
      environment(stack, handWritten(stack, pasted('aws-owned-key', changing('logs:DescribeLogGroups', () => []))).attrArn));
    expect(description).toBe('the role of environment "my-env" may not do logs:DescribeLogGroups on arn:aws:logs:eu-west-1:111122223333:log-group:*: '
      + 'no statement allows it. MWAA needs it to find the log groups; without it the environment fails');
  });

  test('says that a statement denies it', () => {
    const { description, fix } = onlyViolation((stack) => {
      const denied = (statements: any[]) => [...statements, { Effect: 'Deny', Action: 's3:*', Resource: '*' }];
      environment(stack, handWritten(stack, pasted('aws-owned-key', denied)).attrArn);
    });
    expect(description).toBe('the role of environment "my-env" may not do s3:GetObject, s3:GetObjectVersion, s3:GetBucketPublicAccessBlock, '
      + 's3:GetBucketVersioning, s3:ListBucket on arn:aws:s3:::dags/*, arn:aws:s3:::dags: the statement {"Effect":"Deny","Action":"s3:*","Resource":"*"} of its inline policy Mwaa denies it. '
      + 'MWAA needs it to read DAGs, plugins and requirements; without it the environment fails');
    expect(fix).toContain('remove the deny, or except from it what this documented statement allows: {"Effect":"Allow","Action":["s3:GetObject*"');
  });

  test('says through which service the key cannot be used', () => {
    const { description, fix } = onlyViolation((stack) => {
      const key = keyWith(stack, pastedKeyPolicy());
      const withoutS3 = (statements: any[]) => withKey(key)(statements).map((statement) => (statement.Resource === key.attrArn
        ? { ...statement, Condition: { StringLike: { 'kms:ViaService': ['sqs.eu-west-1.amazonaws.com'] } } }
        : statement));
      environment(stack, handWritten(stack, pasted('customer-managed-key', withoutS3)).attrArn, { kmsKey: key.attrArn });
    });
    expect(description).toBe('the role of environment "my-env" may not do kms:Decrypt, kms:DescribeKey, kms:GenerateDataKey, kms:Encrypt on '
      + 'arn:aws:kms:eu-west-1:111122223333:key/${Key} through s3.eu-west-1.amazonaws.com: no statement allows it. '
      + 'MWAA needs it to use the customer managed key through SQS and S3; without it the environment fails');
    expect(fix).toBe('add this documented statement to the role: {"Effect":"Allow","Action":["kms:Decrypt","kms:DescribeKey","kms:GenerateDataKey*",'
      + '"kms:Encrypt"],"Resource":"arn:aws:kms:eu-west-1:111122223333:key/${Key}","Condition":{"StringLike":{"kms:ViaService":'
      + '["sqs.eu-west-1.amazonaws.com","s3.eu-west-1.amazonaws.com"]}}} '
      + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk)');
  });

  test.each<[string, string[], (stack: Stack) => void]>([
    ['the statement for an AWS owned key kept with a customer managed key', ['missingPermission Role', 'excessPermission Role'], (stack) => {
      const key = keyWith(stack, pastedKeyPolicy());
      environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { kmsKey: key.attrArn });
    }],
    ['the statement for a customer managed key without one', ['missingPermission Role'], (stack) => {
      environment(stack, handWritten(stack, pasted('customer-managed-key')).attrArn);
    }],
    ['another key of the app', ['missingPermission Role'], (stack) => {
      const key = keyWith(stack, pastedKeyPolicy());
      const other = new kms.CfnKey(stack, 'Other');
      environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(other))).attrArn, { kmsKey: key.attrArn });
    }],
    ['the name of another environment', ['missingPermission Role', 'missingPermission Role'], (stack) => {
      environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { name: 'other' });
    }],
    ['another bucket', ['missingPermission Role'], (stack) => {
      environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { sourceBucketArn: 'arn:aws:s3:::other' });
    }],
    ['another bucket of the app', ['missingPermission Role'], (stack) => {
      const [one, other] = ['One', 'Other'].map((id) => new s3.Bucket(stack, id, { versioned: true }));
      const role = new MwaaExecutionRole(stack, 'Execution', { environmentName: NAME, sourceBucket: one });
      (role.node.defaultChild as iam.CfnRole).overrideLogicalId('Role');
      environment(stack, role.roleArn, { sourceBucketArn: other.bucketArn });
    }],
    ['the DAGs in another folder', ['missingPermission Role'], (stack) => {
      const change = changing('s3:GetObject*', (statement) => [{ ...statement, Resource: [BUCKET_ARN, `${BUCKET_ARN}/airflow/*`] }]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn, { dagS3Path: 'dags/' });
    }],
    ['the requirements not among what may be read', ['missingPermission Role'], (stack) => {
      const change = changing('s3:GetObject*', (statement) => [{ ...statement, Resource: [BUCKET_ARN, `${BUCKET_ARN}/dags/*`] }]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn, { dagS3Path: 'dags', requirementsS3Path: 'requirements.txt' });
    }],
    ['the bucket without its objects', ['missingPermission Role'], (stack) => {
      const change = changing('s3:GetObject*', (statement) => [{ ...statement, Resource: BUCKET_ARN }]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn);
    }],
    ['no metrics of the environment', ['missingPermission Role'], (stack) => {
      environment(stack, handWritten(stack, pasted('aws-owned-key', changing('airflow:PublishMetrics', () => []))).attrArn);
    }],
    ['no metrics in CloudWatch', ['missingPermission Role'], (stack) => {
      environment(stack, handWritten(stack, pasted('aws-owned-key', changing('cloudwatch:PutMetricData', () => []))).attrArn);
    }],
    ['no log groups to be described', ['missingPermission Role'], (stack) => {
      environment(stack, handWritten(stack, pasted('aws-owned-key', changing('logs:DescribeLogGroups', () => []))).attrArn);
    }],
    ['the logs of one part only', ['missingPermission Role'], (stack) => {
      const change = changing('logs:PutLogEvents', (statement) => [{ ...statement, Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:airflow-my-env-Task:*' }]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn);
    }],
    ['queues of another Region', ['missingPermission Role'], (stack) => {
      const change = changing('sqs:SendMessage', (statement) => [{ ...statement, Resource: 'arn:aws:sqs:us-east-1:*:airflow-celery-*' }]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn);
    }],
    ['another partition', [...Array(4).fill('missingPermission Role'), 'excessPermission Role'], (stack) => {
      const policy = JSON.parse(JSON.stringify(pasted('aws-owned-key')).replaceAll('arn:aws:', 'arn:aws-cn:'));
      environment(stack, handWritten(stack, policy).attrArn);
    }],
    ['a permissions boundary that leaves out the queue', ['missingPermission Role'], (stack) => {
      const boundary = new iam.CfnManagedPolicy(stack, 'Boundary', { policyDocument: { Statement: { Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' } } });
      environment(stack, handWritten(stack, pasted('aws-owned-key'), { permissionsBoundary: boundary.ref }).attrArn);
    }],
    ['a later policy that denies', ['missingPermission Role'], (stack) => {
      const role = handWritten(stack, pasted('aws-owned-key'));
      const policyDocument = { Statement: [{ Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::other/*' }] };
      new iam.CfnPolicy(stack, 'Guard', { policyName: 'guard', policyDocument, roles: [role.ref] });
      environment(stack, role.attrArn);
    }],
    ['no policy at all', Array(7).fill('missingPermission Role'), (stack) => {
      environment(stack, new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: pastedTrust() }).attrArn);
    }],
  ])('%s', (_, rules, build) => {
    expect(brokenIn(build)).toEqual(rules);
  });

  const actions = pasted('aws-owned-key').Statement.filter(({ Effect }: any) => Effect === 'Allow').flatMap(({ Action }: any) => Action)
    .filter((action: string) => action !== 's3:GetAccountPublicAccessBlock');
  test.each<string>(actions)('%s of the documented actions', (action) => {
    expect(brokenIn((stack) => {
      const change = changing(action, (statement) => [{ ...statement, Action: [statement.Action].flat().filter((one: string) => one !== action) }]);
      environment(stack, handWritten(stack, pasted('aws-owned-key', change)).attrArn);
    })).toEqual(['missingPermission Role']);
  });

  test('is everything where a role has nothing at all', () => {
    expect(brokenIn((stack) => {
      const role = new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role' });
      environment(stack, role.getAtt('Arn').toString());
    })).toEqual([...Array(7).fill('missingPermission Role'), 'trustPolicy Role']);
  });

  test('is not asked for metrics in China, where there are none', () => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'cn-north-1' } });
    const policy = documented('execution-policy-aws-owned-key', { ...VALUES, partition: 'aws-cn', region: 'cn-north-1' });
    const Statement = changing('airflow:PublishMetrics', () => [])(policy.Statement);
    environment(stack, handWritten(stack, { ...policy, Statement }).attrArn, { sourceBucketArn: 'arn:aws-cn:s3:::dags' });
    expect(broken(app)).toEqual([]);
  });

  test('is found across stacks and in nested stacks', () => {
    const app = newApp();
    const roles = new Stack(app, 'Roles');
    const sourceBucket = s3.Bucket.fromBucketName(roles, 'Bucket', 'other');
    const role = new MwaaExecutionRole(roles, 'Role', { environmentName: NAME, sourceBucket });
    environment(new NestedStack(new Stack(app, 'Environments'), 'Nested'), role.roleArn);
    expect(reported(app).violations.map(({ ruleName, violatingResources: [{ templatePath }] }) => [ruleName, templatePath!.split('/').pop()]))
      .toEqual([['cdk-mwaa-iam::missingPermission', 'Roles.template.json']]);
  });

  test('is found in what the app asks of a role made beforehand', () => {
    const app = newApp();
    iam.Role.customizeRoles(app, { usePrecreatedRoles: { 'Stack/Role': 'airflow' } });
    const stack = new Stack(app, 'Stack', { env: ENV });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addManagedPolicy(new MwaaExecutionPolicy(stack, 'Policy', { environmentName: 'other', sourceBucket: new s3.Bucket(stack, 'Bucket') }));
    environment(stack, role.roleArn);
    expect(new Set(broken(app))).toEqual(new Set([
      'missingPermission Environment', 'trustPolicy Environment', 'foreignService Environment',
    ]));
  });
});

describe('trust', () => {
  const trusting = (assumeRolePolicyDocument: object) => (stack: Stack) =>
    environment(stack, handWritten(stack, pasted('aws-owned-key'), { assumeRolePolicyDocument }).attrArn);

  test('of another service only', () => {
    const app = newApp();
    trusting(pastedTrust({ Principal: { Service: 'lambda.amazonaws.com' } }))(new Stack(app, 'Stack', { env: ENV }));
    const location = { resourceLogicalId: 'Role', templatePath: expect.any(String), locations: ['Properties.AssumeRolePolicyDocument'] };
    expect(reported(app)).toEqual({
      success: false,
      violations: [
        {
          ruleName: 'cdk-mwaa-iam::trustPolicy',
          severity: 'error',
          description: 'airflow.amazonaws.com and airflow-env.amazonaws.com may not assume the role of environment "my-env": '
            + 'its trust policy does not allow it. MWAA cannot create the environment',
          fix: 'let both services of MWAA assume the role: {"Effect":"Allow","Principal":{"Service":["airflow.amazonaws.com",'
            + '"airflow-env.amazonaws.com"]},"Action":"sts:AssumeRole"} '
            + '(https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html)',
          violatingResources: [location],
        },
        {
          ruleName: 'cdk-mwaa-iam::foreignService',
          severity: 'warning',
          description: 'lambda.amazonaws.com may assume the role of environment "my-env" and use everything that its DAGs may use',
          fix: 'give the service a role of its own and trust airflow.amazonaws.com and airflow-env.amazonaws.com only '
            + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html)',
          violatingResources: [location],
        },
      ],
    });
  });

  test('with conditions for another environment says what fits', () => {
    const { description, fix } = onlyViolation(trusting(pastedTrust({
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:airflow:eu-west-1:111122223333:environment/other' } },
    })));
    expect(description).toBe('airflow.amazonaws.com and airflow-env.amazonaws.com may not assume the role of environment "my-env": a condition of its '
      + 'trust policy does not fit this environment, whose ARN is arn:aws:airflow:eu-west-1:111122223333:environment/my-env. MWAA cannot create the environment');
    expect(fix).toContain('"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:airflow:eu-west-1:111122223333:environment/my-env"},'
      + '"StringEquals":{"aws:SourceAccount":"111122223333"}}}');
  });

  test.each<[string, object, string[]]>([
    ['of one of the services', { Principal: { Service: 'airflow.amazonaws.com' } }, ['trustPolicy Role']],
    ['of the services by names for China', { Principal: { Service: ['airflow.amazonaws.com.cn', 'airflow-env.amazonaws.com.cn'] } },
      ['trustPolicy Role', 'foreignService Role']],
    ['for another account', { Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }, ['trustPolicy Role']],
    ['for another action', { Action: 'sts:TagSession' }, ['trustPolicy Role']],
    ['of an account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, ['trustPolicy Role']],
    ['of a role of the app among the services', { Principal: { Service: ['airflow.amazonaws.com', 'airflow-env.amazonaws.com', 'glue.amazonaws.com'] } },
      ['foreignService Role']],
    ['that denies everyone', { Effect: 'Deny', Principal: '*' }, ['trustPolicy Role']],
    ['of services', { Condition: { Bool: { 'aws:PrincipalIsAWSService': true } } }, []],
    ['of others than services', { Condition: { Bool: { 'aws:PrincipalIsAWSService': false } } }, ['trustPolicy Role']],
    ['of everyone', { Principal: '*' }, []],
    ['of everyone but others', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::444455556666:root' } }, []],
  ])('%s', (_, statement, rules) => {
    expect(brokenIn(trusting(pastedTrust(statement)))).toEqual(rules);
  });
});

describe('a key of the app', () => {
  const using = (keyPolicy?: object) => (stack: Stack) => {
    const key = keyWith(stack, keyPolicy);
    environment(stack, handWritten(stack, pasted('customer-managed-key', withKey(key))).attrArn, { kmsKey: key.attrArn });
  };

  test('that does not let CloudWatch Logs in', () => {
    expect(onlyViolation(using())).toEqual({
      ruleName: 'cdk-mwaa-iam::keyPolicy',
      severity: 'error',
      description: 'the key of environment "my-env" does not let CloudWatch Logs encrypt the environment\'s log groups. '
        + 'MWAA cannot create them, and the environment fails',
      fix: `add this documented statement to the key policy: ${JSON.stringify(documented('key-policy-logs-statement', VALUES))} `
        + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-cmk)',
      violatingResources: [{ resourceLogicalId: 'Key', templatePath: expect.any(String), locations: ['Properties.KeyPolicy'] }],
    });
  });

  const [forTheAccount] = pastedKeyPolicy().Statement;
  const logs = () => pastedKeyPolicy().Statement[1];
  const all = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'];
  test.each(all)('that lets CloudWatch Logs do everything but %s', (action) => {
    const Action = all.filter((one) => one !== action);
    expect(brokenIn(using({ Statement: [forTheAccount, { ...logs(), Action }] }))).toEqual(['keyPolicy Key']);
    expect(brokenIn(using({ Statement: [forTheAccount, { ...logs(), Action: all }] }))).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['of another Region', { ...logs(), Principal: { Service: 'logs.us-east-1.amazonaws.com' } }, ['keyPolicy Key']],
    ['of another account', { ...logs(), Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:444455556666:*' } } }, ['keyPolicy Key']],
    ['without an action', { ...logs(), Action: ['kms:Encrypt*', 'kms:Decrypt*'] }, ['keyPolicy Key']],
    ['on behalf of this account', { ...logs(), Condition: { StringEquals: { 'kms:CallerAccount': '111122223333', 'aws:SourceAccount': '111122223333' } } }, []],
    ['on behalf of another account', { ...logs(), Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }, ['keyPolicy Key']],
    ['for another caller', { ...logs(), Condition: { StringEquals: { 'kms:CallerAccount': '444455556666' } } }, ['keyPolicy Key']],
    ['by its name', { ...logs(), Condition: { StringEquals: { 'aws:PrincipalServiceName': 'logs.eu-west-1.amazonaws.com' } } }, []],
    ['for the log groups of the environment', { ...logs(), Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*:*:log-group:airflow-my-env-*' } } }, []],
    ['without a condition', { ...logs(), Condition: undefined }, []],
    ['in all Regions', { ...logs(), Principal: { Service: 'logs.amazonaws.com' } }, []],
  ])('that lets CloudWatch Logs in %s', (_, statement, rules) => {
    expect(brokenIn(using({ Statement: [forTheAccount, statement] }))).toEqual(rules);
  });
});

describe('a separate policy', () => {
  const separate = (stack: Stack) => {
    const role = handWritten(stack, {}, { policies: [] });
    const policy = new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: [role.ref] });
    return { role, policy };
  };

  test('that the environment does not wait for', () => {
    expect(onlyViolation((stack) => environment(stack, separate(stack).role.attrArn))).toEqual({
      ruleName: 'cdk-mwaa-iam::policyOrder',
      severity: 'error',
      description: 'environment "my-env" does not wait for Policy, which carries permissions that it needs: it may be created before they are there, '
        + 'and fails then with "Provided role does not have sufficient permissions" or the like',
      fix: 'add a dependency of the environment on the policy: "DependsOn": "Policy" on Environment',
      violatingResources: [{ resourceLogicalId: 'Environment', templatePath: expect.any(String), locations: ['DependsOn'] }],
    });
  });

  test('of the default kind that CDK makes', () => {
    expect(brokenIn((stack) => {
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.CompositePrincipal(
          new iam.ServicePrincipal('airflow.amazonaws.com'), new iam.ServicePrincipal('airflow-env.amazonaws.com')),
      });
      pasted('aws-owned-key').Statement.forEach((statement: object) => role.addToPolicy(iam.PolicyStatement.fromJson(statement)));
      environment(stack, role.roleArn);
    })).toEqual(['policyOrder Environment']);
  });

  test('in a stack that is deployed later', () => {
    const app = newApp();
    const [early, late] = ['Early', 'Late'].map((id) => new Stack(app, id, { env: ENV }));
    const role = handWritten(early, {}, { policies: [], roleName: 'airflow' });
    environment(early, role.attrArn);
    new iam.CfnPolicy(late, 'Policy', { policyName: 'p', policyDocument: pasted('aws-owned-key'), roles: ['airflow'] });
    const { violations: [{ ruleName, fix }, ...others] } = reported(app);
    expect(others).toEqual([]);
    expect([ruleName, fix]).toEqual(['cdk-mwaa-iam::policyOrder', 'add a dependency of the stack of the environment on the stack of the policy']);
  });

  test('of denies only may come later', () => {
    expect(brokenIn((stack) => {
      const role = handWritten(stack, pasted('aws-owned-key'));
      const env = environment(stack, role.attrArn);
      const policyDocument = {
        Statement: [{
          Effect: 'Deny', Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:airflow-celery-*', Condition: { StringNotEquals: { 'aws:ResourceAccount': { 'Fn::Select': [4, { 'Fn::Split': [':', env.attrCeleryExecutorQueue] }] } } },
        }, { Effect: 'Deny', Action: 'sqs:*', NotResource: env.attrCeleryExecutorQueue }],
      };
      new iam.CfnPolicy(stack, 'Confinement', { policyName: 'p', policyDocument, roles: [role.ref] });
    })).toEqual([]);
  });
});

describe('more than documented', () => {
  const also = (...statements: object[]) => (stack: Stack) =>
    environment(stack, handWritten(stack, pasted('aws-owned-key', (published) => [...published, ...statements])).attrArn);

  test('is a warning that says what', () => {
    const app = newApp();
    also({ Effect: 'Allow', Action: ['sqs:*', 'kms:*'], Resource: '*' })(new Stack(app, 'Stack', { env: ENV }));
    expect(reported(app)).toEqual({
      success: true,
      violations: [{
        ruleName: 'cdk-mwaa-iam::excessPermission',
        severity: 'warning',
        description: 'the role of environment "my-env" may do more than documented: sqs:DeleteQueue on airflow-celery-* queues; '
          + 'sqs:PurgeQueue on airflow-celery-* queues; sqs:SetQueueAttributes on airflow-celery-* queues; '
          + 'use airflow-celery-* queues of every Region; kms:ScheduleKeyDeletion on any key of the account; '
          + 'kms:PutKeyPolicy on any key of the account; kms:DisableKey on any key of the account; '
          + 'use any key of the account; use keys of any account',
        fix: 'narrow its policies to the documented statements for `airflow-celery-*` queues and keys '
          + '(https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json)',
        violatingResources: [{ resourceLogicalId: 'Role', templatePath: expect.any(String), locations: ['Properties.Policies'] }],
      }],
    });
  });

  test.each<[string, object[], string[]]>([
    ['queues of every Region', [{ Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'], Resource: 'arn:aws:sqs:*:*:airflow-celery-*' }], ['excessPermission Role']],
    ['keys without the service they are reached through', [{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt'], NotResource: 'arn:aws:kms:*:111122223333:key/*' }], ['excessPermission Role']],
    ['a deny that takes it back', [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }, { Effect: 'Deny', NotAction: 'sqs:*Message*', Resource: 'arn:aws:sqs:*:*:*' },
      { Effect: 'Deny', Action: 'sqs:*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }], ['missingPermission Role']],
    ['other queues and keys of the account', [{ Effect: 'Allow', Action: ['sqs:*', 'kms:*'], Resource: ['arn:aws:sqs:eu-west-1:111122223333:orders', 'arn:aws:kms:eu-west-1:111122223333:key/1'] }], []],
  ])('%s', (_, statements, rules) => {
    expect(brokenIn(also(...statements))).toEqual(rules);
  });

  test.each<[string, object, string[]]>([
    ['the documented statement without its condition', { Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt'] }, ['excessPermission Role']],
    ['what a grant of the CDK gives', { Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'] }, []],
    ['the administration of the key', { Action: ['kms:PutKeyPolicy'] }, ['excessPermission Role']],
  ])('on the key of the environment: %s', (_, statement, rules) => {
    expect(brokenIn((stack) => {
      const key = keyWith(stack, pastedKeyPolicy());
      const more = (statements: any[]) => [...withKey(key)(statements), { Effect: 'Allow', Resource: key.attrArn, ...statement }];
      environment(stack, handWritten(stack, pasted('customer-managed-key', more)).attrArn, { kmsKey: key.attrArn });
    })).toEqual(rules);
  });

  test('is not what a permissions boundary takes away', () => {
    expect(brokenIn((stack) => {
      const boundary = new iam.CfnManagedPolicy(stack, 'Boundary', { policyDocument: pasted('aws-owned-key') });
      const everything = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
      environment(stack, handWritten(stack, everything, { permissionsBoundary: boundary.ref }).attrArn);
    })).toEqual([]);
  });
});
