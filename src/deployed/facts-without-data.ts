import { basename } from 'path';
import { BUCKET, BUCKET_POLICY, Fact, UnusableDescription } from './fact';

/** The errors of operations by which they say that nothing is set. */
const NOTHING_SET = new Map<string, Fact>([
  ['NoSuchBucketPolicy GetBucketPolicy', { type: BUCKET_POLICY, properties: { PolicyDocument: { Statement: [] } } }],
  ['ServerSideEncryptionConfigurationNotFoundError GetBucketEncryption', { type: BUCKET, properties: { BucketEncryption: {} } }],
  ['NoSuchPublicAccessBlockConfiguration GetPublicAccessBlock', { type: BUCKET, properties: { PublicAccessBlockConfiguration: {} } }],
]);

/** `get-bucket-versioning` prints nothing for a bucket that never had any. */
const NOT_VERSIONED: Fact = { type: BUCKET, properties: { VersioningConfiguration: {} } };

/** How the AWS CLI words an error of a service, since its first version. */
const ERROR = /An error occurred \((\w+)\) when calling the (\w+) operation/;

/** How what the calls print begins. */
const BEGINNING = new RegExp(`^\\{\\s*"(${[
  'Environment', 'WorkflowArn', 'UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies', 'Role', 'RoleName', 'PolicyNames', 'AttachedPolicies', 'PolicyVersion',
  'Policy', 'KeyMetadata', 'ServerSideEncryptionConfiguration', 'PublicAccessBlockConfiguration', 'Status', 'TemplateBody',
].join('|')})"`);

/**
 * What it says that the AWS CLI printed no data. Throws for an error that says anything else than that nothing is set.
 *
 * An empty file says nothing, because a call may have failed there, unless it is named like the one that succeeds without printing.
 */
export function factsWithoutData(file: string, text: string): Fact[] | undefined {
  const said = text.trim();
  if (said === '') {
    return /versioning/i.test(basename(file)) ? [NOT_VERSIONED] : undefined;
  }
  const [, error, operation] = ERROR.exec(said) ?? [];
  if (error === undefined) {
    if (BEGINNING.test(said)) {
      throw new UnusableDescription(`${file} begins like what the AWS CLI prints, and is no JSON: it breaks off, or something stands around it`);
    }
    return undefined;
  }
  const fact = NOTHING_SET.get(`${error} ${operation}`);
  if (fact === undefined) {
    throw new UnusableDescription(`${file} holds no description but an error of the AWS CLI: ${said.replace(/\s+/g, ' ')}`);
  }
  return [fact];
}
