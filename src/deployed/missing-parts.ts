import { BUCKET, BUCKET_POLICY, ENVIRONMENT, KEY, POLICY, ROLE, WORKFLOW } from './fact';
import { idOf, Thing } from './things';
import { usesOf } from './used-things';
import { Text } from '../iam/text';
import { managedPolicies } from '../role-checks/subject/aws-managed-policies';

/** What no file tells of something that an environment or a workflow uses. */
export interface Missing {
  readonly user: Thing;
  readonly what: string;
  /** What prints it. */
  readonly command: string;
}

/** What files should tell of things, by the property that it becomes, and the calls that print it. */
const PARTS: readonly (readonly [type: string, property: string, what: string, call: string])[] = [
  [ROLE, 'AssumeRolePolicyDocument', 'role {name}', 'iam get-role --role-name {name}'],
  [ROLE, 'PolicyNames', 'the list of the inline policies of role {name}', 'iam list-role-policies --role-name {name}'],
  [ROLE, 'ManagedPolicyArns', 'the list of the policies attached to role {name}', 'iam list-attached-role-policies --role-name {name}'],
  [POLICY, 'PolicyDocument', 'policy {name}', 'iam get-policy-version --policy-arn {arn} --version-id {version}'],
  [KEY, 'KeyId', 'key {name}', 'kms describe-key --key-id {arn} --region {region}'],
  [KEY, 'KeyPolicy', 'the policy of key {name}', 'kms get-key-policy --key-id {arn} --policy-name default --region {region}'],
  [BUCKET, 'VersioningConfiguration', 'the versioning of bucket {name}', 's3api get-bucket-versioning --bucket {name}'],
  [BUCKET, 'BucketEncryption', 'the encryption of bucket {name}', 's3api get-bucket-encryption --bucket {name}'],
  [BUCKET, 'PublicAccessBlockConfiguration', 'the public access block of bucket {name}', 's3api get-public-access-block --bucket {name}'],
  [BUCKET_POLICY, 'PolicyDocument', 'the policy of bucket {name}', 's3api get-bucket-policy --bucket {name}'],
];

/** What is not told of what environments and workflows use, each once. */
export function missingIn(things: ReadonlyMap<string, Thing>): Missing[] {
  const all = [...things.values()].filter(({ type }) => [ENVIRONMENT, WORKFLOW].includes(type))
    .flatMap((user) => usedBy(user, things).flatMap((thing) => [...missingParts(thing, user), ...missingInlinePolicies(thing)])
      .map(([what, call]): Missing => ({ user, what, command: `aws ${call}` })));
  return [...new Map(all.reverse().map((missing) => [missing.command, missing])).values()].reverse();
}

/** All that something uses, through other things as well. */
function usedBy({ type, arn, properties }: Thing, things: ReadonlyMap<string, Thing>): Thing[] {
  const used = usesOf({ type, of: arn, properties }).map(([kind, of]) => things.get(idOf(kind, of))!);
  return [...new Set([...used, ...used.flatMap((thing) => usedBy(thing, things))])];
}

function missingParts(thing: Thing, user: Thing): [what: string, call: string][] {
  const { type, name, arn = name, properties } = thing;
  const isKnown = type === POLICY && managedPolicies([Text.of(arn)]).unseen.length === 0;
  const version = properties.DefaultVersionId ?? `"$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)"`;
  const filled = (text: string) => text.replace('{name}', name).replace('{arn}', arn).replace('{region}', user.arn!.split(':')[3]).replace('{version}', version);
  return isKnown ? [] : PARTS.filter(([kind, property]) => kind === type && properties[property] === undefined)
    .map(([, , what, call]) => [filled(what), filled(call)]);
}

function missingInlinePolicies({ name, properties: { PolicyNames: names = [], Policies: policies = [] } }: Thing): [what: string, call: string][] {
  const told = new Set(policies.map(({ PolicyName }: any) => PolicyName));
  return names.filter((policy: string) => !told.has(policy))
    .map((policy: string) => [`inline policy ${policy} of role ${name}`, `iam get-role-policy --role-name ${name} --policy-name ${policy}`]);
}
