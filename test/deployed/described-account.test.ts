import { Printed } from './printed-by-the-cli';
import { foundInPrinted } from './same-findings';
import { describedAccount, factsOf } from '../../src/deployed/described-account';
import { Finding } from '../../src/role-checks/findings';
import { KEY_ARN, NAME, pasted, pastedKeyPolicy, pastedTrust, without } from '../role-checks/shapes';
import { QUEUE_ACCOUNT } from '../template';

const ROLE = 'AmazonMWAA-x';
const ROLE_ARN = `arn:aws:iam::111122223333:role/service-role/${ROLE}`;
const POLICY_ARN = 'arn:aws:iam::111122223333:policy/service-role/MWAA-Execution-Policy';
const QUEUE = `arn:aws:sqs:eu-west-1:${QUEUE_ACCOUNT}:airflow-celery-1a2b`;
const [KEY] = KEY_ARN.split('/').slice(-1);

const get = (name: string, changes: object = {}) => ({
  Environment: {
    Name: name,
    Status: 'AVAILABLE',
    Arn: `arn:aws:airflow:eu-west-1:111122223333:environment/${name}`,
    ExecutionRoleArn: ROLE_ARN,
    SourceBucketArn: 'arn:aws:s3:::dags',
    CeleryExecutorQueue: QUEUE,
    ...changes,
  },
});
const role = { Role: { RoleName: ROLE, Arn: ROLE_ARN, AssumeRolePolicyDocument: pastedTrust() } };
const inlinePolicy = (document: object, PolicyName = 'Mwaa') => ({ RoleName: ROLE, PolicyName, PolicyDocument: document });
const bucket: Printed = {
  'dags.get-bucket-versioning.json': { Status: 'Enabled' },
  'dags.get-bucket-encryption.json': { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] } },
  'dags.get-public-access-block.json': { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } },
  'dags.get-bucket-policy.json': { Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::dags/*' }] }) },
};
const whole: Printed = {
  'environment.json': get(NAME),
  'role.json': role,
  'names.json': { PolicyNames: ['Mwaa'] },
  'policy.json': inlinePolicy(pasted('aws-owned-key')),
  'attached.json': { AttachedPolicies: [] },
  ...bucket,
};
const lacking = (action: string) => ({ 'policy.json': inlinePolicy(pasted('aws-owned-key', without(action))) });
const left = (...files: string[]): Printed => Object.fromEntries(Object.entries(whole).filter(([file]) => !files.includes(file)));

/** The findings in short, without the note on the queue, which each role gets that may use any. */
const shortly = (findings: Finding[]) => findings.filter(({ rule }) => !rule.endsWith('queueConfinement'))
  .map(({ rule, severity, at }) => `${severity} ${rule.replace('cdk-mwaa-iam::', '')} ${at.template.place.path}/${at.logicalId}`);
const missing = (printed: Printed) => foundInPrinted(printed).filter(({ description }) => description.endsWith(' is not in what was given'))
  .map(({ description, fix }) => [description.replace(' is not in what was given', ''), fix]);

describe('an account', () => {
  test('whose role is right has no findings', () => expect(shortly(foundInPrinted(whole))).toEqual([]));

  test('has its things called as they are described, and statements to paste without intrinsics', () => {
    const [{ description, fix, at }, ...others] = foundInPrinted({ ...whole, ...lacking('sqs:SendMessage') });
    expect(others).toEqual([]);
    expect(description).toMatch(new RegExp(`^the role of environment "my-env" may not do sqs:.* on ${QUEUE}: no statement allows it`));
    expect(fix).toMatch(/^add this documented statement to the role: \{"Effect":"Allow".*"Resource":"arn:aws:sqs:eu-west-1:\*:airflow-celery-\*"\}/);
    expect(fix).not.toContain('${');
    expect([at.template.place.path, at.logicalId]).toEqual(['role.json', ROLE]);
  });

  test('may have everything of IAM in one file, or in pages', () => {
    const details = { ...role.Role, RolePolicyList: [], AttachedManagedPolicies: [{ PolicyName: 'MWAA-Execution-Policy', PolicyArn: POLICY_ARN }] };
    const Policies = [{
      Arn: POLICY_ARN,
      DefaultVersionId: 'v2',
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document: pasted('aws-owned-key') },
        { VersionId: 'v1', IsDefaultVersion: false, Document: { Statement: [] } },
      ],
    }];
    const without1 = left('role.json', 'names.json', 'policy.json', 'attached.json');
    expect(shortly(foundInPrinted({ ...without1, 'iam.json': { RoleDetailList: [details], Policies } }))).toEqual([]);
    expect(shortly(foundInPrinted({ ...without1, 'page1.json': { RoleDetailList: [details] }, 'page2.json': { RoleDetailList: [], Policies } }))).toEqual([]);
  });

  test('has several inline policies', () => {
    const [first, ...others] = pasted('aws-owned-key').Statement;
    expect(shortly(foundInPrinted({
      ...whole,
      'names.json': { PolicyNames: ['One', 'Two'] },
      'policy.json': inlinePolicy({ Version: '2012-10-17', Statement: first }, 'One'),
      'policy2.json': inlinePolicy({ Version: '2012-10-17', Statement: others }, 'Two'),
    }))).toEqual([]);
  });

  test('has policies of AWS, known by their document', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
    const files = { ...whole, ...lacking('s3:GetObject*'), 'attached.json': { AttachedPolicies: [{ PolicyName: 'AmazonS3FullAccess', PolicyArn: arn }] } };
    const version = { PolicyVersion: { IsDefaultVersion: true, Document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } } };
    expect(shortly(foundInPrinted({ ...files, 'version.json': version }))).toEqual([]);
    expect(missing(files)).toEqual([['policy AmazonS3FullAccess',
      `aws iam get-policy-version --policy-arn ${arn} --version-id "$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)"`]]);
    expect(missing({ ...files, 'get-policy.json': { Policy: { Arn: arn, DefaultVersionId: 'v7' } } })).toEqual([['policy AmazonS3FullAccess',
      `aws iam get-policy-version --policy-arn ${arn} --version-id v7`]]);
  });

  test('does not ask for a policy of AWS that is known', () => {
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    expect(missing({ ...whole, 'attached.json': { AttachedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: arn }] } })).toEqual([]);
  });

  test('has environments in several Regions', () => {
    const arn = `arn:aws:airflow:us-east-1:111122223333:environment/${NAME}`;
    const there = get(NAME, { Arn: arn, KmsKey: KEY });
    expect(shortly(foundInPrinted({ ...whole, 'there.json': there })).filter((line) => line.startsWith('error'))).not.toEqual([]);
    expect(missing({ ...whole, 'there.json': there })).toEqual([
      [`key ${KEY}`, `aws kms describe-key --key-id arn:aws:kms:us-east-1:111122223333:key/${KEY} --region us-east-1`],
      [`the policy of key ${KEY}`, `aws kms get-key-policy --key-id arn:aws:kms:us-east-1:111122223333:key/${KEY} --policy-name default --region us-east-1`],
    ]);
  });

  test('of which nothing is told has nothing', () => {
    expect(describedAccount([])).toEqual({ files: [], templates: [], notes: [] });
    const old = factsOf({ file: 'old.json', text: '{}', value: { PolicyVersion: { Document: {}, IsDefaultVersion: false } } });
    expect(describedAccount([{ file: 'old.json', facts: old! }])).toEqual({ files: [], templates: [], notes: [] });
  });

  test('may be that of a bucket alone', () => {
    expect(foundInPrinted({ 'dags.get-bucket-policy.json': bucket['dags.get-bucket-policy.json'] })).toEqual([]);
  });

  test('may be that of a role alone', () => {
    expect(shortly(foundInPrinted({ 'role.json': role, 'names.json': { PolicyNames: [] } }))).toEqual([]);
  });
});

describe('a key', () => {
  const keyed: Printed = {
    ...whole,
    'environment.json': get(NAME, { KmsKey: KEY_ARN }),
    'policy.json': inlinePolicy(pasted('customer-managed-key')),
    'key.json': { KeyMetadata: { KeyId: KEY, Arn: KEY_ARN, Enabled: true, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false } },
    'key-policy.json': { Policy: JSON.stringify(pastedKeyPolicy()), PolicyName: 'default' },
  };

  test('is that of the environment', () => expect(shortly(foundInPrinted(keyed))).toEqual([]));

  test('does not let CloudWatch Logs in', () => {
    const policy = { ...pastedKeyPolicy(), Statement: pastedKeyPolicy().Statement.slice(0, 1) };
    expect(shortly(foundInPrinted({ ...keyed, 'key-policy.json': { Policy: JSON.stringify(policy) } }))).toEqual([`error keyPolicy key.json/${KEY}`]);
  });

  test('is disabled', () => {
    const key: any = keyed['key.json'];
    expect(shortly(foundInPrinted({ ...keyed, 'key.json': { KeyMetadata: { ...key.KeyMetadata, Enabled: false } } }))).toEqual(['error unsupportedKey environment.json/my-env']);
  });

  test.each(['key.json', 'key-policy.json'])('is judged as far as it is told, without %s', (file) => {
    const { [file]: _, ...rest } = keyed;
    expect(foundInPrinted(rest).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('that AWS manages is no customer managed key', () => {
    const key: any = keyed['key.json'];
    const found = foundInPrinted({ ...keyed, 'policy.json': inlinePolicy(pasted('aws-owned-key')), 'key.json': { KeyMetadata: { ...key.KeyMetadata, KeyManager: 'AWS' } } });
    expect(found.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('of the bucket is asked for, if it is another', () => {
    const encryption = (KMSMasterKeyID: string) =>
      ({ ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }] } });
    const other = KEY_ARN.replace(/1/g, '2').replace('eu-west-2', 'eu-west-1').replace('222222223333', '111122223333');
    const otherId = other.split('/').at(-1);
    expect(missing({ ...keyed, 'dags.get-bucket-encryption.json': encryption(KEY_ARN) })).toEqual([]);
    expect(missing({ ...keyed, 'dags.get-bucket-encryption.json': encryption('alias/aws/s3') })).toEqual([]);
    expect(missing({ ...keyed, 'key-policy.json': keyed['key.json'], [`${KEY}.policy.json`]: keyed['key-policy.json'], 'dags.get-bucket-encryption.json': encryption(otherId!) })).toEqual([
      [`key ${otherId}`, `aws kms describe-key --key-id ${otherId} --region eu-west-1`],
      [`the policy of key ${otherId}`, `aws kms get-key-policy --key-id ${otherId} --policy-name default --region eu-west-1`],
    ]);
  });
});

describe('what no file tells', () => {
  test('is asked for, by name', () => {
    expect(missing({ 'environment.json': get(NAME, { KmsKey: KEY_ARN }) })).toEqual([
      [`role ${ROLE}`, `aws iam get-role --role-name ${ROLE}`],
      [`the list of the inline policies of role ${ROLE}`, `aws iam list-role-policies --role-name ${ROLE}`],
      [`the list of the policies attached to role ${ROLE}`, `aws iam list-attached-role-policies --role-name ${ROLE}`],
      [`key ${KEY}`, `aws kms describe-key --key-id ${KEY_ARN} --region eu-west-1`],
      [`the policy of key ${KEY}`, `aws kms get-key-policy --key-id ${KEY_ARN} --policy-name default --region eu-west-1`],
      ['the versioning of bucket dags', 'aws s3api get-bucket-versioning --bucket dags'],
      ['the encryption of bucket dags', 'aws s3api get-bucket-encryption --bucket dags'],
      ['the public access block of bucket dags', 'aws s3api get-public-access-block --bucket dags'],
      ['the policy of bucket dags', 'aws s3api get-bucket-policy --bucket dags'],
    ]);
    expect(missing(left('policy.json'))).toEqual([[`inline policy Mwaa of role ${ROLE}`, `aws iam get-role-policy --role-name ${ROLE} --policy-name Mwaa`]]);
    expect(missing(whole)).toEqual([]);
  });

  test('is asked for once, for two environments', () => {
    expect(missing({ ...left('names.json'), 'other.json': get('other') })).toEqual([
      [`the list of the inline policies of role ${ROLE}`, `aws iam list-role-policies --role-name ${ROLE}`],
    ]);
  });

  test.each(['role.json', 'names.json', 'policy.json', 'attached.json'])('is no finding: %s', (file) => {
    const files: Printed = { ...whole, ...lacking('sqs:SendMessage') };
    delete files[file];
    expect(foundInPrinted(files).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test.each(Object.keys(bucket))('is no finding: %s', (file) => {
    expect(foundInPrinted(left(file)).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});

describe('the bucket', () => {
  test('that nobody has looked after is a warning', () => {
    expect(shortly(foundInPrinted({ ...whole, 'dags.get-bucket-versioning.json': '', 'dags.get-public-access-block.json': { PublicAccessBlockConfiguration: {} } })))
      .toEqual(['warning sourceBucket dags.get-bucket-versioning.json/dags', 'warning sourceBucket dags.get-bucket-versioning.json/dags']);
  });

  test('has a policy that denies', () => {
    const policy = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }] };
    expect(shortly(foundInPrinted({ ...whole, 'dags.get-bucket-policy.json': { Policy: JSON.stringify(policy) } }))).toEqual(['error resourceDenial dags.get-bucket-policy.json/dags']);
  });
});

describe('a file that does not say of what it is', () => {
  const two: Printed = { ...whole, 'other.json': get('other', { ExecutionRoleArn: ROLE_ARN.replace(ROLE, `${ROLE}.y`), SourceBucketArn: 'arn:aws:s3:::dags.y' }) };

  test.each([
    ['names.json', 'role'], ['attached.json', 'role'],
  ])('is refused if there are two: %s', (file, noun) => {
    expect(() => foundInPrinted(two)).toThrow(`names.json does not say of which ${noun} it is: call it <name of the ${noun}>.<anything>.json`);
    expect(() => foundInPrinted({ [`folder/${file}`]: whole[file], 'environment.json': two['environment.json'], 'other.json': two['other.json'] }))
      .toThrow(`folder/${file} does not say of which ${noun} it is`);
  });

  test('is of what its name begins with, the longest that does', () => {
    const { 'names.json': names, 'attached.json': attached, ...rest } = two;
    const files = { ...rest, [`${ROLE}.names.json`]: names, [`${ROLE}.attached.json`]: attached, [`${ROLE}.y.names.json`]: names };
    expect(missing(files)).not.toContainEqual([`the list of the inline policies of role ${ROLE}.y`, expect.anything()]);
    expect(missing(files)).toContainEqual([`the list of the policies attached to role ${ROLE}.y`, `aws iam list-attached-role-policies --role-name ${ROLE}.y`]);
  });

  test('is of nothing that is there if it is named like something else', () => {
    const { 'attached.json': attached, ...rest } = whole;
    expect(missing({ ...rest, 'stranger.attached.json': attached })).toEqual([
      [`the list of the policies attached to role ${ROLE}`, `aws iam list-attached-role-policies --role-name ${ROLE}`],
    ]);
  });

  test('is of the only one that a file is about, where no environment uses any', () => {
    expect(foundInPrinted({ 'role.json': role, 'names.json': { PolicyNames: [] } })).toEqual([]);
    expect(() => foundInPrinted({ 'names.json': { PolicyNames: [] } })).toThrow('names.json does not say of which role it is');
  });

  test('is of a policy that nobody uses', () => {
    expect(shortly(foundInPrinted({ ...whole, 'stranger.version.json': { PolicyVersion: { Document: pasted('aws-owned-key') } } }))).toEqual([]);
  });
});

describe('a workflow', () => {
  const arn = 'arn:aws:airflow-serverless:eu-west-1:111122223333:workflow/reports-1a2b3c4d5e';
  const workflow = { WorkflowArn: arn, Name: 'reports', RoleArn: ROLE_ARN, EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: KEY } };

  test('has its role and its key', () => {
    expect(missing({ 'workflow.json': workflow }).map(([what]) => what)).toEqual([
      `role ${ROLE}`, `the list of the inline policies of role ${ROLE}`, `the list of the policies attached to role ${ROLE}`, `key ${KEY}`, `the policy of key ${KEY}`,
    ]);
    const { 'role.json': described, 'attached.json': attached } = whole;
    const found = foundInPrinted({ 'workflow.json': { ...workflow, EncryptionConfiguration: undefined }, 'role.json': described, 'attached.json': attached, 'names.json': { PolicyNames: [] } });
    expect(shortly(found)).toEqual(['error missingPermission', 'error trustPolicy', 'warning foreignService'].map((finding) => `${finding} role.json/${ROLE}`));
  });
});
