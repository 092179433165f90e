import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { App, Aws, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_servicecatalog as servicecatalog, CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { KEY_ARN, newApp, VALUES } from './shapes';
import { MwaaRoleChecks, MwaaServerlessExecutionRole } from '../../src';
import { documented } from '../documented';
import { workflow } from '../serverless-role/workflow-shapes';
import { COMMERCIAL } from '../template';

// Workflows of MWAA Serverless, by hand as the guide shows them, and by the construct.

const { Statement: [WRITE_LOGS, USE_KEY] } = documented('serverless-execution-policy', VALUES);
const TRUST = documented('serverless-trust-policy', VALUES);
const ROOT = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };
const ADMIN = { ...ROOT, Principal: { AWS: 'arn:aws:iam::111122223333:role/KeyAdmin' } };
const LOGS = documented('key-policy-logs-statement', COMMERCIAL);
const SAMPLE = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const ENCRYPTED = (kmsKeyId = KEY_ARN) => ({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY', kmsKeyId } });
const NAMED = { loggingConfiguration: { logGroupName: '/workflows/etl' } };
const CONTEXT = 'kms:EncryptionContext:aws:airflow-serverless:workflow-arn';
const onGroup = (name: string) => ({ ...WRITE_LOGS, Resource: `arn:aws:logs:eu-west-1:111122223333:log-group:${name}` });

type Build = (stack: Stack) => void;

function role(stack: Stack, statements: object[], trust: object = TRUST, id = 'Role'): iam.CfnRole {
  return new iam.CfnRole(stack, id, {
    assumeRolePolicyDocument: trust, policies: [{ policyName: 'Workflow', policyDocument: { Version: '2012-10-17', Statement: statements } }],
  });
}

const byHand = (statements: object[], props: object = {}, trust?: object): Build => (stack) => {
  workflow(stack, role(stack, statements, trust).attrArn, { name: 'etl', ...props });
};

const withKey = (keyPolicy: object[], props: Partial<kms.CfnKeyProps> = {}): Build => (stack) => {
  const { attrArn } = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: keyPolicy }, ...props });
  byHand([WRITE_LOGS, { ...USE_KEY, Resource: attrArn }], ENCRYPTED(attrArn))(stack);
};

/** The definition of a workflow in a bucket on a key. */
function definedIn(stack: Stack, kmsMasterKeyId: string) {
  const rules = [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId } }];
  const { ref } = new s3.CfnBucket(stack, 'Bucket', { bucketEncryption: { serverSideEncryptionConfiguration: rules } });
  return { definitionS3Location: { bucket: ref, objectKey: 'etl.yaml' } };
}

/** What the checks report, in a stack with a place and in one without. */
function reportedIn(build: Build): string[][] {
  return [{ env: { account: '111122223333', region: 'eu-west-1' } }, {}].map((props) => {
    const app = newApp();
    build(new Stack(app, 'Stack', props));
    const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
    const { violations } = new MwaaRoleChecks().validate({ templatePaths } as any);
    return violations.map(({ ruleName, severity, description, violatingResources: [{ resourceLogicalId }] }) =>
      `${severity} ${ruleName.split('::')[1]} ${resourceLogicalId}: ${description}`);
  });
}

describe('nothing is wrong with', () => {
  test.each<[string, Build]>([
    ['the sample', byHand([SAMPLE, WRITE_LOGS])],
    ['whatever the tasks may do', byHand([{ Effect: 'Allow', Action: '*', Resource: '*' }])],
    ['a log group of its own', byHand([onGroup('/workflows/etl:*')], NAMED)],
    ['the log groups of the service', byHand([onGroup('/aws/mwaa-serverless/*')])],
    ['the log groups of the workflow', byHand([onGroup('/aws/mwaa-serverless/etl-*')])],
    ['the log groups of the workflow, with a letter for each that the service adds', byHand([onGroup('/aws/mwaa-serverless/etl-??????????/:*')])],
    ['a key of the app', withKey([ROOT, LOGS])],
    ['a key of the app that lets the role in by itself', (stack) => {
      const it = role(stack, [WRITE_LOGS]);
      const use = { ...USE_KEY, Principal: { AWS: it.attrArn }, Resource: '*' };
      const { attrArn } = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [ADMIN, use, LOGS] } });
      it.policies = [{ policyName: 'Workflow', policyDocument: { Version: '2012-10-17', Statement: [WRITE_LOGS, { ...USE_KEY, Resource: '*' }] } }];
      workflow(stack, it.attrArn, { name: 'etl', ...ENCRYPTED(attrArn) });
    }],
    ...[
      { ArnLike: { [CONTEXT]: 'arn:aws:airflow-serverless:eu-west-1:*:*' } }, // the sample of the page on data protection
      { ArnLike: { [CONTEXT]: 'arn:aws:airflow-serverless:eu-west-1:111122223333:workflow/etl-*' } },
      { StringEquals: { [CONTEXT]: 'arn:aws:airflow-serverless:eu-west-1:111122223333:workflow/etl' } }, // as the grants of that page
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:airflow-serverless:workflow-arn' } },
    ].map((Condition): [string, Build] => [`what the tasks do with the key on the condition ${JSON.stringify(Condition)}`, byHand(
      [WRITE_LOGS, { ...USE_KEY, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Condition }], ENCRYPTED(),
    )]),
    ['a parameter that chooses between the keys', (stack) => {
      const type = new CfnParameter(stack, 'Type', { default: 'AWS_MANAGED_KEY', allowedValues: ['AWS_MANAGED_KEY', 'CUSTOMER_MANAGED_KEY'] }).valueAsString;
      new CfnCondition(stack, 'IsOurs', { expression: Fn.conditionEquals(type, 'CUSTOMER_MANAGED_KEY') });
      const kmsKeyId = Fn.conditionIf('IsOurs', KEY_ARN, Aws.NO_VALUE).toString();
      byHand([WRITE_LOGS, USE_KEY], { encryptionConfiguration: { type, kmsKeyId } })(stack);
    }],
    ['a trust policy that names the service in a condition', byHand([WRITE_LOGS], {}, {
      Version: '2012-10-17',
      Statement: [{ ...TRUST.Statement[0], Condition: { StringEquals: { 'aws:PrincipalServiceName': 'airflow-serverless.amazonaws.com' } } }],
    })],
    ['a key by the id that a parameter has', (stack) => {
      const id = new CfnParameter(stack, 'KeyId').valueAsString;
      byHand([WRITE_LOGS, { ...USE_KEY, Resource: `arn:aws:kms:eu-west-1:111122223333:key/${id}` }], ENCRYPTED(id))(stack);
    }],
    ['the key of AWS', byHand([WRITE_LOGS], { encryptionConfiguration: { type: 'AWS_MANAGED_KEY' } })],
    ['a log group of the app, by reference', (stack) => {
      const group = new logs.CfnLogGroup(stack, 'Logs');
      byHand([{ ...WRITE_LOGS, Resource: group.attrArn }], { loggingConfiguration: { logGroupName: group.ref } })(stack);
    }],
    ['a bucket on the key of the workflow', (stack) => {
      const key = new kms.Key(stack, 'Key');
      key.addToResourcePolicy(iam.PolicyStatement.fromJson(LOGS));
      const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key });
      byHand([WRITE_LOGS, { ...USE_KEY, Resource: key.keyArn }], {
        ...ENCRYPTED(key.keyId), definitionS3Location: { bucket: bucket.bucketName, objectKey: 'etl.yaml' },
      })(stack);
    }],
    ...['alias/etl', 'alias/elsewhere'].map((alias): [string, Build] => [`a bucket on ${alias}, which is that of the key of the workflow or any`, (stack) => {
      const key = new kms.Key(stack, 'Key');
      key.addToResourcePolicy(iam.PolicyStatement.fromJson(LOGS));
      key.addAlias('alias/etl');
      byHand([WRITE_LOGS, { ...USE_KEY, Resource: key.keyArn }], { ...ENCRYPTED(key.keyId), ...definedIn(stack, alias) })(stack);
    }]),
    ['a bucket without a key, and the key of AWS for S3', (stack) => {
      [undefined, 'alias/aws/s3'].forEach((kmsMasterKeyId, index) => {
        const rules = [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId } }];
        const bucketEncryption = kmsMasterKeyId === undefined ? undefined : { serverSideEncryptionConfiguration: rules };
        const { ref } = new s3.CfnBucket(stack, `Bucket${index}`, { bucketEncryption });
        workflow(stack, role(stack, [WRITE_LOGS], TRUST, `Role${index}`).attrArn, { definitionS3Location: { bucket: ref, objectKey: 'x' } }, `Flow${index}`);
      });
    }],
    ['roles of their own for two workflows', (stack) => ['One', 'Two'].forEach((id) =>
      workflow(stack, role(stack, [WRITE_LOGS], TRUST, `Role${id}`).attrArn, {}, id))],
    ['the construct', (stack) => {
      const kmsKey = new kms.Key(stack, 'Key');
      const it = new MwaaServerlessExecutionRole(stack, 'Role', { kmsKey, logGroup: new logs.LogGroup(stack, 'Logs', { logGroupName: '/x' }) });
      it.associateWith(workflow(stack, it.roleArn));
    }],
    ['the construct without a key and a log group', (stack) => {
      const it = new MwaaServerlessExecutionRole(stack, 'Role');
      it.associateWith(workflow(stack, it.roleArn));
    }],
  ])('%s', (_what, build) => {
    expect(reportedIn(build)).toEqual([[], []]);
  });
});

describe('a workflow under a condition', () => {
  const conditional = (group: string): Build => (stack) => {
    const expression = Fn.conditionEquals(new CfnParameter(stack, 'Stage').valueAsString, 'prod');
    const { attrArn } = role(stack, [onGroup(group)]);
    workflow(stack, attrArn, { name: 'etl', ...NAMED }).cfnOptions.condition = new CfnCondition(stack, 'Condition', { expression });
  };

  test('is right where it is', () => {
    expect(reportedIn(conditional('/workflows/etl:*'))).toEqual([[], []]);
  });

  test('is said to be wrong in one of two ways', () => {
    const [, [note, ...others]] = reportedIn((stack) => {
      new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage').valueAsString, 'prod') });
      const logGroupName = Fn.conditionIf('IsProd', '/workflows/etl', '/workflows/other').toString();
      byHand([onGroup('/workflows/etl:*')], { loggingConfiguration: { logGroupName } })(stack);
    });
    expect(others).toEqual([]);
    expect(note).toMatch(/^info notChecked Role: .* where IsProd is false, the role of workflow "etl" may not do logs:CreateLogStream, logs:PutLogEvents/);
  });

  test('is wrong where it is', () => {
    const error = expect.stringMatching(/^error missingPermission Role: the role of workflow "etl" may not do/);
    expect(reportedIn(conditional('/workflows/other:*'))).toEqual([[error], [error]]);
  });
});

describe('an error is', () => {
  test.each<[string, Build, RegExp]>([
    ['a role without logs', byHand([SAMPLE]), /^error missingPermission Role: the role of workflow "etl" may not do logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:eu-west-1:111122223333:log-group:\/aws\/mwaa-serverless\/etl-\${Suffix}\/: no statement allows it. MWAA Serverless needs it to write the logs of the tasks; without it the workflow fails$/],
    ['a role for another log group', byHand([onGroup('/workflows/other:*')], NAMED), /missingPermission Role: .* logs:CreateLogStream, logs:PutLogEvents/],
    ['the log group without its streams', byHand([onGroup('/workflows/etl')], NAMED), /missingPermission Role/],
    ['a key without its statement', byHand([WRITE_LOGS], ENCRYPTED()), /missingPermission Role: .* kms:Decrypt, kms:GenerateDataKey on arn:aws:kms:.*: no statement allows it. .* to use the customer managed key; without it the workflow fails$/],
    ['the use of the key through a service only', byHand([WRITE_LOGS, { ...USE_KEY, Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } } }], ENCRYPTED()), /missingPermission Role/],
    ['the trust of no service', byHand([WRITE_LOGS], {}, { Version: '2012-10-17', Statement: [{ ...TRUST.Statement[0], Principal: { AWS: '111122223333' } }] }), /^error trustPolicy Role: airflow-serverless.amazonaws.com may not assume the role of workflow "etl"/],
    ['a deny', byHand([WRITE_LOGS, { Effect: 'Deny', Action: 'logs:*', Resource: '*' }]), /^error missingPermission Role: .*: the statement {.*"Deny".*} of its inline policy Workflow denies it\. MWAA Serverless needs/],
    ['a boundary without logs', (stack) => {
      const boundary = new iam.CfnManagedPolicy(stack, 'Boundary', { policyDocument: { Version: '2012-10-17', Statement: SAMPLE } });
      const it = role(stack, [WRITE_LOGS]);
      it.permissionsBoundary = boundary.ref;
      workflow(stack, it.attrArn, { name: 'etl' });
    }, /^error missingPermission Role: .*: its permissions boundary Boundary does not allow it\./],
    ['a key policy that denies the role the use', withKey([ROOT, LOGS, { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*', Condition: { Null: { 'kms:ViaService': 'true' } } }]),
      /^error resourceDenial Key: the policy of the key of workflow "etl", Key, denies its role kms:Decrypt: .*MWAA Serverless needs it to use the customer managed key; without it the workflow fails$/],
    ['the policy of the service-linked role', (stack) => {
      const it = role(stack, [WRITE_LOGS]);
      it.managedPolicyArns = ['arn:aws:iam::aws:policy/AmazonMWAAServerlessServiceRolePolicy'];
      workflow(stack, it.attrArn, { name: 'etl' });
    }, /^error servicePolicy Role: the role of workflow "etl" has the managed policy .*, which IAM attaches to service-linked roles only/],
    ['a trust policy that denies the service', byHand([WRITE_LOGS], {}, { Version: '2012-10-17', Statement: [...TRUST.Statement, { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }] }),
      /^error trustPolicy Role: .*: the statement {.*"Deny".*} of its trust policy denies it. No task of it runs$/],
    ['a trust policy for another service by condition', byHand([WRITE_LOGS], {}, {
      Version: '2012-10-17', Statement: [{ ...TRUST.Statement[0], Condition: { StringEquals: { 'aws:RequestedRegion': 'nowhere' } } }],
    }), /^error trustPolicy Role: .*: a condition of its trust policy does not fit this workflow. No task of it runs$/],
    ['a customer managed key without a name', byHand([WRITE_LOGS], { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KEY' } }),
      /^error unsupportedKey Workflow: the `Type` of the key of workflow "etl" is CUSTOMER_MANAGED_KEY, and it has no `KmsKeyId`. MWAA Serverless cannot create the workflow$/],
    ['an alias as key', byHand([WRITE_LOGS, { ...USE_KEY, Resource: '*' }], ENCRYPTED('alias/a')), /^error unsupportedKey Workflow: the `KmsKeyId` of workflow "etl", alias\/a, must be a key, because MWAA does not support aliases. MWAA Serverless cannot create the workflow$/],
    ['a multi-Region key by ARN', byHand([WRITE_LOGS, { ...USE_KEY, Resource: '*' }], ENCRYPTED('arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab')), /^error unsupportedKey Workflow: .* must be a single-Region key/],
    ['a multi-Region key of the app', withKey([ROOT, LOGS], { multiRegion: true }), /^error unsupportedKey Workflow: .* must be a single-Region key/],
    ['an asymmetric key of the app', withKey([ROOT, LOGS], { keySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY' }), /^error unsupportedKey Workflow: .* must be a symmetric encryption key, not RSA_2048 for SIGN_VERIFY/],
  ])('%s', (_what, build, message) => {
    const [placed, anywhere] = reportedIn(build).map((all) => all.filter((one) => one.startsWith('error')));
    expect(placed).toEqual([expect.stringMatching(message)]);
    expect(anywhere.map((one) => one.split(':')[0])).toEqual(placed.map((one) => one.split(':')[0]));
  });
});

test('a key of another account is an error where both accounts are known', () => {
  const key = ENCRYPTED(KEY_ARN.replace('111122223333', '444455556666'));
  const [placed, anywhere] = reportedIn(byHand([WRITE_LOGS, { ...USE_KEY, Resource: '*' }], key));
  expect(placed).toEqual([expect.stringMatching(
    /^error unsupportedKey Workflow: the `KmsKeyId` of .* must be in the account of the workflow, "111122223333", not in "444455556666"\. MWAA Serverless cannot create the workflow$/)]);
  expect(anywhere).toEqual([]);
});

test('a key without a policy has the one that lets the account in: nothing is said of the role', () => {
  const [placed] = reportedIn((stack) => {
    const { attrArn } = new kms.CfnKey(stack, 'Key');
    byHand([WRITE_LOGS, { ...USE_KEY, Resource: attrArn }], ENCRYPTED(attrArn))(stack);
  });
  expect(placed).toEqual([expect.stringMatching(/^info notChecked Role: not checked for workflow "etl": whether its tasks have logs: [^;]*$/)]);
});

test('one role for workflows of two stacks is a note', () => {
  const app = newApp();
  const [one, other, third] = ['One', 'Two', 'Three'].map((id) => new Stack(app, id, { env: { account: '111122223333', region: 'eu-west-1' } }));
  const { attrArn } = role(one, [WRITE_LOGS]);
  workflow(one, attrArn, {}, 'FlowOne');
  workflow(other, attrArn, {}, 'FlowTwo');
  workflow(third, role(third, [WRITE_LOGS]).attrArn, {}, 'FlowThree');
  const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  expect(new MwaaRoleChecks().validate({ templatePaths } as any).violations.map(({ description }) => description.replace(/.*: whether/, 'whether'))).toEqual(
    ['FlowTwo', 'FlowOne'].map((id) => `whether it is meant to share its role with ${id}: the guide asks for one execution role per workflow`));
});

test('workflows that name roles by parameters share none across stacks', () => {
  const app = newApp();
  ['One', 'Two'].forEach((id) => {
    const stack = new Stack(app, id);
    workflow(stack, new CfnParameter(stack, 'RoleArn').valueAsString);
  });
  const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const { violations } = new MwaaRoleChecks().validate({ templatePaths } as any);
  expect(violations.map(({ description }) => description.includes('share'))).toEqual([false, false]);
});

test('another service that may assume the role is a warning', () => {
  const trust = { Version: '2012-10-17', Statement: [TRUST.Statement[0], { ...TRUST.Statement[0], Sid: 'Glue', Principal: { Service: 'glue.amazonaws.com' } }] };
  expect(reportedIn(byHand([WRITE_LOGS], {}, trust))[0]).toEqual([
    'warning foreignService Role: glue.amazonaws.com may assume the role of workflow "etl" and use everything that its tasks may use',
  ]);
});

describe('a note is', () => {
  test.each<[string, Build, RegExp]>([
    ['a key policy that shuts everybody out', withKey([ADMIN]), /the policy of the key lets neither the account nor the role do it, and so only a grant of KMS could: whether the role may do kms:Decrypt, kms:GenerateDataKey with the key .*; whether its tasks have logs: the policy of the key does not let CloudWatch Logs in. If the log group is encrypted with the key, add this/],
    ['a key policy without CloudWatch Logs', withKey([ROOT]), /not checked for workflow "etl": whether its tasks have logs: the policy of the key does not let CloudWatch Logs in. If the log group is encrypted with the key, add this documented statement to the key policy: {"Sid":"Allow logs access".*}$/],
    ['a role for two workflows', (stack) => {
      const { attrArn } = role(stack, [WRITE_LOGS]);
      ['One', 'Two'].forEach((id) => workflow(stack, attrArn, { name: 'etl' }, id));
    }, /whether it is meant to share its role with Two: the guide asks for one execution role per workflow$/],
    ['a bucket with another key', (stack) => {
      const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
      byHand([WRITE_LOGS], { definitionS3Location: { bucket: bucket.bucketName, objectKey: 'etl.yaml' } })(stack);
    }, /the key of the bucket with the definition, arn:aws:kms:eu-west-1:111122223333:key\/\${Key.*}, which is not that of the workflow: whoever creates/],
    ['a bucket on an alias of another key', (stack) => {
      new kms.Key(stack, 'Key').addAlias('alias/etl');
      byHand([WRITE_LOGS], definedIn(stack, 'alias/etl'))(stack);
    }, /the key of the bucket with the definition, arn:aws:kms:eu-west-1:111122223333:key\/\${Key.*}, which is not that of the workflow: whoever creates/],
    ['a key that its type leaves out', byHand([WRITE_LOGS], { encryptionConfiguration: { type: 'AWS_MANAGED_KEY', kmsKeyId: KEY_ARN } }),
      /not checked for workflow "etl": its key: `Type` of its `EncryptionConfiguration` is AWS_MANAGED_KEY, and it has a `KmsKeyId`$/],
    ['a role by its literal ARN in two stacks', (stack) => {
      [stack, new Stack(stack.node.root as App, 'Second')].forEach((one, index) => workflow(one, 'arn:aws:iam::111122223333:role/other', {}, `Flow${index}`));
    }, /whether it is meant to share its role with Flow[01]: the guide/],
    ['a role from outside', (stack) => { workflow(stack, 'arn:aws:iam::111122223333:role/other', { name: 'etl' }); }, /not checked for workflow "etl": the role arn:aws:iam::111122223333:role\/other, which cannot be traced/],
    ['a source condition, of which nobody knows if it is sent', byHand([WRITE_LOGS], {}, {
      Version: '2012-10-17', Statement: [{ ...TRUST.Statement[0], Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }],
    }), /a statement allows it depending on aws:SourceAccount, which only the deployment knows: whether MWAA Serverless may assume the role$/],
    ['a log group that the deployment chooses', (stack) => {
      workflow(stack, role(stack, [onGroup('/workflows/etl:*')]).attrArn, { name: 'etl' }).addPropertyOverride('LoggingConfiguration', Fn.importValue('Logging'));
    }, /right only if Fn::ImportValue Logging is like \/workflows\/etl:\*: whether the role may write the logs of the tasks$/],
    ['a managed policy from outside', (stack) => {
      const it = role(stack, []);
      it.managedPolicyArns = ['arn:aws:iam::aws:policy/CloudWatchLogsFullAccess'];
      it.policies = undefined;
      workflow(stack, it.attrArn, { name: 'etl' });
    }, /whether the role may write the logs of the tasks: no policy that templates show allows it, only arn:aws:iam::aws:policy\/CloudWatchLogsFullAccess could$/],
  ])('%s', (_what, build, message) => {
    const [placed, anywhere] = reportedIn(build);
    expect(placed[0]).toMatch(/^info notChecked /);
    expect(placed[0]).toMatch(message);
    expect(new Set(anywhere.map((one) => one.split(' ')[0]))).toEqual(new Set(['info']));
  });
});

test('a workflow that names no role is a note', () => {
  const build: Build = (stack) => workflow(stack, 'x', { name: 'etl' }).addPropertyDeletionOverride('RoleArn');
  expect(reportedIn(build)[0]).toEqual([expect.stringMatching(/not checked for workflow "etl": its role, which the workflow does not name$/)]);
});

test('a note leads to the page on the role of a workflow', () => {
  const app = newApp();
  workflow(new Stack(app, 'Stack'), 'arn:aws:iam::111122223333:role/other');
  const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  expect(new MwaaRoleChecks().validate({ templatePaths } as any).violations.map(({ fix }) => fix)).toEqual([
    'compare these by hand with https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html',
  ]);
});

describe('of a template that is an asset', () => {
  const reportedOf = (name: string, content: string) => reportedIn((stack) => {
    const file = join(mkdtempSync(join(tmpdir(), 'mwaa-product-')), name);
    writeFileSync(file, content);
    const cloudFormationTemplate = servicecatalog.CloudFormationTemplate.fromAsset(file);
    new servicecatalog.CloudFormationProduct(stack, 'Offer', { productName: 'etl', owner: 'me', productVersions: [{ cloudFormationTemplate }] });
  })[0].map((one) => one.replace(/[0-9a-f]{64}/, '<hash>').replace(/Offer[0-9A-F]+/, 'Offer'));

  test('a workflow is looked at', () => {
    const body = { Resources: { Flow: { Type: 'AWS::MWAAServerless::Workflow', Properties: { Name: 'etl', RoleArn: 'arn:aws:iam::111122223333:role/other' } } } };
    expect(reportedOf('t.json', JSON.stringify(body))).toEqual([
      'info notChecked Flow: not checked for workflow "etl": the role arn:aws:iam::111122223333:role/other, which cannot be traced to a template of this app',
    ]);
  });

  test.each<[string, string, string]>([
    ['a workflow', 'AWS::MWAAServerless::Workflow', 'workflows'],
    ['both', 'AWS::MWAAServerless::Workflow AWS::MWAA::Environment', 'environments and workflows'],
  ])('%s that cannot be read is named', (_what, content, things) => {
    expect(reportedOf('t.yaml', content)).toEqual([`info notChecked Offer: not checked: the ${things} of the template asset.<hash>.yaml, which is not JSON`]);
  });
});

test.each([['AWS::MWAAServerless::Workflow', 'workflows'], ['AWS::IAM::Role', 'roles']])('a loop that makes %s is a note', (Type, things) => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  byHand([WRITE_LOGS])(stack);
  const { templateFullPath, template } = app.synth().getStackByName('Stack');
  const loop = { 'Fn::ForEach::Each': ['Name', ['a', 'b'], { 'Thing${Name}': { Type, Properties: {} } }] };
  const file = join(mkdtempSync(join(tmpdir(), 'mwaa-loop-')), basename(templateFullPath));
  writeFileSync(file, JSON.stringify({ ...template, Resources: { ...template.Resources, ...loop } }));
  expect(new MwaaRoleChecks().validate({ templatePaths: [file] } as any).violations.map(({ description }) => description))
    .toEqual([`not checked: the ${things} that Fn::ForEach::Each makes at deployment`]);
});
