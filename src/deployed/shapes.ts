import { BUCKET, BUCKET_POLICY, ENVIRONMENT, Fact, KEY, POLICY, ROLE, UnusableDescription, WORKFLOW } from './fact';
import { decodedPolicy } from './policy-text';

/** What a call of the AWS CLI prints. */
interface Shape {
  readonly call: string;
  readonly is: (printed: any) => boolean;
  readonly facts: (printed: any) => Fact[];
}

/** What the AWS CLI has printed into a file. Absent: it is nothing that any of the calls prints. Throws if something of it is not. */
export function factsIn(file: string, printed: unknown): Fact[] | undefined {
  const isObject = typeof printed === 'object' && printed !== null && !Array.isArray(printed);
  const shape = isObject ? SHAPES.find(({ is }) => is(printed)) : undefined;
  try {
    return shape?.facts(printed);
  } catch {
    throw new UnusableDescription(`${file} is not all that \`aws ${shape!.call}\` prints`);
  }
}

/** A call that prints these members. */
function printing(...members: string[]): (printed: any) => boolean {
  return (printed) => members.every((member) => printed[member] !== undefined);
}

const text = (value: unknown) => typeof value === 'string';

/**
 * The calls, each by the members that its output alone has.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/
 */
const SHAPES: Shape[] = [
  { call: 'mwaa get-environment', is: ({ Environment }) => text(Environment?.Arn), facts: ({ Environment }) => [{ type: ENVIRONMENT, of: Environment.Arn, properties: Environment }] },
  { call: 'mwaa-serverless get-workflow', is: printing('WorkflowArn'), facts: (workflow) => [{ type: WORKFLOW, of: workflow.WorkflowArn, properties: workflow }] },
  { call: 'iam get-account-authorization-details', is: ({ RoleDetailList, Policies }) => [RoleDetailList, Policies].some(Array.isArray), facts: accountDetails },
  { call: 'iam get-role', is: ({ Role }) => text(Role?.Arn), facts: ({ Role }) => [role(Role)] },
  {
    call: 'iam get-role-policy',
    is: printing('RoleName', 'PolicyName', 'PolicyDocument'),
    facts: ({ RoleName, ...policy }) => [{ type: ROLE, of: RoleName, properties: { Policies: [inlinePolicy(policy)] } }],
  },
  { call: 'iam list-role-policies', is: printing('PolicyNames'), facts: ({ PolicyNames }) => [{ type: ROLE, properties: { PolicyNames } }] },
  { call: 'iam list-attached-role-policies', is: printing('AttachedPolicies'), facts: ({ AttachedPolicies }) => [{ type: ROLE, properties: attached(AttachedPolicies) }] },
  { call: 'iam get-policy-version', is: printing('PolicyVersion'), facts: ({ PolicyVersion }) => policyVersion(PolicyVersion) },
  { call: 'iam get-policy', is: ({ Policy }) => text(Policy?.Arn), facts: ({ Policy: { Arn, DefaultVersionId } }) => [{ type: POLICY, of: Arn, properties: { DefaultVersionId } }] },
  { call: 'kms describe-key', is: ({ KeyMetadata }) => text(KeyMetadata?.Arn), facts: ({ KeyMetadata }) => [{ type: KEY, of: KeyMetadata.Arn, properties: KeyMetadata }] },
  // Older versions print no name.
  {
    call: 'kms get-key-policy',
    is: ({ Policy, PolicyName }) => text(Policy) && (PolicyName !== undefined || /"kms:/i.test(Policy) || !/"s3:|:s3:::/i.test(Policy)),
    facts: ({ Policy }) => [{ type: KEY, properties: { KeyPolicy: decodedPolicy(Policy) } }],
  },
  { call: 's3api get-bucket-policy', is: ({ Policy }) => text(Policy), facts: ({ Policy }) => [{ type: BUCKET_POLICY, properties: { PolicyDocument: decodedPolicy(Policy) } }] },
  {
    call: 's3api get-bucket-encryption',
    is: printing('ServerSideEncryptionConfiguration'),
    facts: ({ ServerSideEncryptionConfiguration: { Rules } }) => [{ type: BUCKET, properties: { BucketEncryption: encryption(Rules) } }],
  },
  {
    call: 's3api get-public-access-block',
    is: printing('PublicAccessBlockConfiguration'),
    facts: ({ PublicAccessBlockConfiguration }) => [{ type: BUCKET, properties: { PublicAccessBlockConfiguration } }],
  },
  {
    call: 's3api get-bucket-versioning',
    is: (printed) => text(printed.Status) && Object.keys(printed).every((member) => ['Status', 'MFADelete'].includes(member)),
    facts: ({ Status }) => [{ type: BUCKET, properties: { VersioningConfiguration: { Status } } }],
  },
];

function accountDetails({ RoleDetailList: roles = [], Policies: policies = [] }: any): Fact[] {
  return [
    ...roles.map(({ RolePolicyList, AttachedManagedPolicies, ...details }: any): Fact => {
      const { properties, ...rest } = role(details);
      const [inline, managed] = [RolePolicyList ?? [], AttachedManagedPolicies ?? []];
      const PolicyNames = inline.map(({ PolicyName }: any) => PolicyName);
      return { ...rest, properties: { ...properties, PolicyNames, Policies: inline.map(inlinePolicy), ...attached(managed) } };
    }),
    ...policies.flatMap(({ Arn, DefaultVersionId, PolicyVersionList = [] }: any): Fact[] => [
      { type: POLICY, of: Arn, properties: { DefaultVersionId } },
      ...PolicyVersionList.flatMap((version: any) => policyVersion(version)).map((version: Fact) => ({ ...version, of: Arn })),
    ]),
  ];
}

function role({ Arn, AssumeRolePolicyDocument, PermissionsBoundary }: any): Fact {
  const boundary = PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    type: ROLE,
    of: Arn,
    properties: {
      AssumeRolePolicyDocument: decodedPolicy(AssumeRolePolicyDocument),
      ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
    },
  };
}

function inlinePolicy({ PolicyName, PolicyDocument }: any) {
  return { PolicyName, PolicyDocument: decodedPolicy(PolicyDocument) };
}

function attached(policies: any[]) {
  return { ManagedPolicyArns: policies.map(({ PolicyArn }) => PolicyArn) };
}

/** Only the default version counts. */
function policyVersion({ Document, IsDefaultVersion }: any): Fact[] {
  return IsDefaultVersion === false ? [] : [{ type: POLICY, properties: { PolicyDocument: decodedPolicy(Document) } }];
}

function encryption(rules: any[]) {
  return { ServerSideEncryptionConfiguration: rules.map((rule) => ({ ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault })) };
}
