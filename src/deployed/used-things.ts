import { BUCKET, BUCKET_POLICY, ENVIRONMENT, Fact, KEY, POLICY, ROLE, WORKFLOW } from './fact';

/** What something uses, by type: names and ARNs. */
export type Uses = readonly (readonly [type: string, of: string])[];

/** What a thing uses, as a fact about it says. */
export function usesOf({ type, of = '', properties }: Fact): Uses {
  const used = USES[type]?.(properties) ?? [];
  return used.filter(([, name]) => typeof name === 'string' && name !== '').map(([kind, name]) => [kind, kind === KEY ? keyArn(name, of) : name] as const);
}

const USES: Record<string, (properties: any) => Uses> = {
  [ENVIRONMENT]: ({ ExecutionRoleArn, KmsKey, SourceBucketArn }) => [
    [ROLE, ExecutionRoleArn], ...keys(KmsKey), [BUCKET, SourceBucketArn], [BUCKET_POLICY, SourceBucketArn],
  ],
  [WORKFLOW]: ({ RoleArn, EncryptionConfiguration }) => [[ROLE, RoleArn], ...keys(EncryptionConfiguration?.KmsKeyId)],
  [ROLE]: ({ ManagedPolicyArns = [], PermissionsBoundary }) => [...ManagedPolicyArns, PermissionsBoundary].map((arn) => [POLICY, arn] as const),
  [BUCKET]: ({ BucketEncryption }) => (BucketEncryption?.ServerSideEncryptionConfiguration ?? [])
    .flatMap((rule: any) => keys(rule.ServerSideEncryptionByDefault?.KMSMasterKeyID)),
};

/** An alias names no key of its own. */
function keys(name: unknown): Uses {
  return typeof name === 'string' && !/(^|:)alias\//.test(name) ? [[KEY, name]] : [];
}

/** A key that is named by its id is in the place of what uses it. */
function keyArn(name: string, user: string): string {
  const [arn, partition, , region, account] = user.split(':');
  return name.startsWith('arn:') || account === undefined ? name : [arn, partition, 'kms', region, account, `key/${name.replace(/^key\//, '')}`].join(':');
}
