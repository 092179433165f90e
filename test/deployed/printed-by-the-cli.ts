import { OpenValue, Text } from '../../src/iam/text';
import { placeToTry } from '../../src/role-checks/deployments/deployment';
import { Reading } from '../../src/role-checks/template/reading';
import { ResourceOf, Template } from '../../src/role-checks/template/template';
import { isTransformed } from '../../src/role-checks/template/written-later';
import { COMMERCIAL, QUEUE_ACCOUNT } from '../template';

/** Thrown for what a template leaves to its deployment, and for what no call of this file prints. */
export class NotPrinted extends Error {}

/** What calls of the AWS CLI print, by the name of the file. */
export type Printed = Record<string, unknown>;

/** What CloudFormation calls a resource whose template does not. */
export function physicalId(logicalId: string, isKey: boolean, begins = ''): string {
  return isKey ? `11111111-2222-4333-8444-${Buffer.from(logicalId).toString('hex').padEnd(12, '0').slice(-12)}` : `${begins}-${logicalId}-1A2B3C`;
}

interface Deployed {
  readonly name: string;
  readonly arn: string;
  readonly properties: Record<string, any>;
}

const CALLS: Record<string, string> = {
  VersioningConfiguration: 'get-bucket-versioning', BucketEncryption: 'get-bucket-encryption', PublicAccessBlockConfiguration: 'get-public-access-block',
};

/** The types that calls print, and those that nobody looks at. */
const OTHERS = /^AWS::(Logs::LogGroup|CDK::Metadata|SQS::Queue|Lambda::|CloudFormation::Stack|EC2::|SNS::)|^Custom::|^AWS::IAM::(Policy|RolePolicy|User|Group|InstanceProfile)$/;

/** What the AWS CLI prints of the resources of templates once they are deployed: IAM in one call, or call by call. */
export function printedOnceDeployed(templates: readonly Template[], isIamInOne: boolean): Printed {
  const reading = new Reading(templates, { place: placeToTry(COMMERCIAL), values: new Map() });
  const all = (type: string) => reading.resourcesOf(type).map((resource) => deployed(resource, reading));
  templates.forEach(({ resources }) => Object.values(resources).forEach((resource) => {
    const { Type, Condition } = resource ?? {};
    if (Condition !== undefined || (PRINTED[Type] === undefined && !OTHERS.test(Type))) {
      throw new NotPrinted(Type);
    }
  }));
  if (templates.some((template) => isTransformed(template) || /Fn::(Transform|ForEach::)/.test(JSON.stringify(template.body))) || new Set(templates.map(({ place }) => place.account)).size > 1) {
    throw new NotPrinted('what a transform writes, and several accounts');
  }
  const managed = all('AWS::IAM::ManagedPolicy');
  const separate = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy'].flatMap(all);
  const roles = all('AWS::IAM::Role').map((role) => ({
    ...role,
    inline: [
      ...role.properties.Policies ?? [],
      ...separate.filter(({ properties: { Roles, RoleName } }) => [Roles ?? RoleName].flat().includes(role.name)).map(({ properties }) => properties),
    ].map((policy, index) => {
      if (typeof policy?.PolicyDocument !== 'object') {
        throw new NotPrinted('a policy without a document');
      }
      return { PolicyName: policy.PolicyName ?? `Policy${index}`, PolicyDocument: policy.PolicyDocument };
    }),
    attached: [
      ...role.properties.ManagedPolicyArns ?? [],
      ...managed.filter(({ properties: { Roles = [] } }) => Roles.includes(role.name)).map(({ arn }) => arn),
    ].map((PolicyArn) => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })),
  }));
  if ([...roles, ...managed].some(({ properties }) => typeof (properties.AssumeRolePolicyDocument ?? properties.PolicyDocument) !== 'object')) {
    throw new NotPrinted('a role or a policy without a document');
  }
  return together([
    ...(isIamInOne && roles.length + managed.length > 0 ? [{ 'iam.json': accountDetails(roles, managed) }] : [...roles.map(callByCall), ...managed.map(versionOf)]),
    ...Object.entries(PRINTED).flatMap(([type, print]) => all(type).map((one) => print(one))),
  ]);
}

function together(printed: Printed[]): Printed {
  const files = printed.flatMap((one) => Object.keys(one));
  if (new Set(files).size < files.length) {
    throw new NotPrinted('two of one name');
  }
  return Object.assign({}, ...printed);
}

type PrintedRole = Deployed & { readonly inline: any[]; readonly attached: any[] };

function roleOf({ name, arn, properties: { AssumeRolePolicyDocument, PermissionsBoundary } }: Deployed) {
  const boundary = PermissionsBoundary && { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary } };
  return { RoleName: name, Arn: arn, AssumeRolePolicyDocument, ...boundary };
}

function accountDetails(roles: PrintedRole[], managed: Deployed[]) {
  return {
    UserDetailList: [],
    RoleDetailList: roles.map((role) => ({ ...roleOf(role), RolePolicyList: role.inline, AttachedManagedPolicies: role.attached })),
    Policies: managed.map(({ arn, properties }) => ({
      Arn: arn, DefaultVersionId: 'v1', PolicyVersionList: [{ Document: properties.PolicyDocument, VersionId: 'v1', IsDefaultVersion: true }],
    })),
  };
}

/** As SDKs have documents: percent-encoded. */
function encoded(document: unknown): string {
  return encodeURIComponent(JSON.stringify(document));
}

function callByCall({ inline, attached, ...role }: PrintedRole): Printed {
  return together([...inline.map((policy) => (
    { [`${role.name}.get-role-policy.${policy.PolicyName}.json`]: { RoleName: role.name, ...policy, PolicyDocument: encoded(policy.PolicyDocument) } }
  )), {
    [`${role.name}.get-role.json`]: { Role: { ...roleOf(role), AssumeRolePolicyDocument: encoded(role.properties.AssumeRolePolicyDocument) } },
    [`${role.name}.list-role-policies.json`]: { PolicyNames: inline.map(({ PolicyName }) => PolicyName) },
    [`${role.name}.list-attached-role-policies.json`]: { AttachedPolicies: attached },
  }]);
}

function versionOf({ name, properties }: Deployed): Printed {
  return { [`${name}.get-policy-version.json`]: { PolicyVersion: { Document: properties.PolicyDocument, VersionId: 'v1', IsDefaultVersion: true } } };
}

/** What prints resources, by type. Roles and managed policies are printed together. */
const PRINTED: Record<string, (one: Deployed) => Printed> = {
  'AWS::IAM::Role': () => ({}),
  'AWS::IAM::ManagedPolicy': () => ({}),
  'AWS::MWAA::Environment': ({ name, arn, properties }) => ({
    [`${name}.get-environment.json`]: { Environment: { Status: 'AVAILABLE', CeleryExecutorQueue: queueOf(arn, name), ...properties, Name: name, Arn: arn } },
  }),
  'AWS::MWAAServerless::Workflow': ({ name, arn, properties }) => ({
    [`${name}.get-workflow.json`]: { ...properties, Name: name, WorkflowArn: `${arn}-1a2b3c4d5e` },
  }),
  'AWS::KMS::Key': ({ name, arn, properties: { KeyPolicy, ...metadata } }) => ({
    [`${name}.describe-key.json`]: { KeyMetadata: { ...metadata, KeyId: name, Arn: arn, Enabled: metadata.Enabled ?? true } },
    [`${name}.get-key-policy.json`]: { Policy: JSON.stringify(KeyPolicy ?? defaultPolicy(arn)), PolicyName: 'default' },
  }),
  'AWS::S3::Bucket': ({ name, properties: { VersioningConfiguration, BucketEncryption, PublicAccessBlockConfiguration, ObjectLockEnabled } }) => ({
    [`${name}.${CALLS.VersioningConfiguration}.json`]: VersioningConfiguration ?? (String(ObjectLockEnabled) === 'true' ? { Status: 'Enabled' } : ''),
    ...(BucketEncryption === undefined ? {} : {
      [`${name}.${CALLS.BucketEncryption}.json`]: {
        ServerSideEncryptionConfiguration: {
          Rules: BucketEncryption.ServerSideEncryptionConfiguration
            .map((rule: any) => ({ ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault })),
        },
      },
    }),
    ...(PublicAccessBlockConfiguration === undefined ? {} : { [`${name}.${CALLS.PublicAccessBlockConfiguration}.json`]: { PublicAccessBlockConfiguration } }),
  }),
  'AWS::S3::BucketPolicy': ({ properties: { Bucket, PolicyDocument } }) =>
    (PolicyDocument === undefined ? {} : { [`${Bucket}.get-bucket-policy.json`]: { Policy: JSON.stringify(PolicyDocument) } }),
};

/** What KMS gives to a key without a policy. */
function defaultPolicy(keyArn: string) {
  const [arn, partition, , , account] = keyArn.split(':');
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: [arn, partition, 'iam', '', account, 'root'].join(':') }, Action: 'kms:*', Resource: '*' }] };
}

function queueOf(environmentArn: string, name: string): string {
  const [arn, partition, , region] = environmentArn.split(':');
  return [arn, partition, 'sqs', region, QUEUE_ACCOUNT, `airflow-celery-${name}`].join(':');
}

/** The ARN of a thing, by what its template knows of it. */
const ARNS: Record<string, (resource: ResourceOf, reading: Reading) => Text> = {
  'AWS::IAM::Role': attribute('Arn'),
  'AWS::KMS::Key': attribute('Arn'),
  'AWS::MWAA::Environment': attribute('Arn'),
  'AWS::S3::Bucket': attribute('Arn'),
  'AWS::IAM::ManagedPolicy': ({ template, logicalId }, reading) => reading.ref(logicalId, template),
  'AWS::MWAAServerless::Workflow': (resource, reading) => {
    const { partition, region, account } = reading.location(resource);
    return Text.of('arn:', partition, ':airflow-serverless:', region, ':', account, ':workflow/', reading.nameOf(resource, 'Name'));
  },
};

function attribute(name: string) {
  return ({ template, logicalId }: ResourceOf, reading: Reading) => reading.attribute(logicalId, name, template);
}

function deployed(resource: ResourceOf, reading: Reading): Deployed {
  const arn = ARNS[resource.template.resources[resource.logicalId].Type]?.(resource, reading) ?? Text.of();
  const [literal, properties] = [literalOf(arn, reading), literalOf(reading.properties(resource), reading)];
  return { arn: literal, name: literal.split(/[/:]/).at(-1), properties };
}

function literalOf(value: any, reading: Reading): any {
  if (value instanceof Text) {
    return value.parts.map((part) => (typeof part === 'string' ? part : physicalOf(part, reading))).join('');
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value) ? value.map((item) => literalOf(item, reading))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, literalOf(item, reading)]));
}

/** What CloudFormation makes up. */
function physicalOf({ kind, id, begins, name }: OpenValue, reading: Reading): string {
  const [, key, logicalId, queue] = /^(.*?)#([A-Za-z0-9]+)(?: queue (Account|Name))?$/.exec(id) ?? [];
  const template = reading.templates.find((one) => one.key === key);
  const resource = template?.resources[logicalId];
  if (queue !== undefined) {
    return queue === 'Account' ? QUEUE_ACCOUNT : literalOf(reading.nameOf({ template: template!, logicalId }, 'Name'), reading);
  }
  if (kind !== 'made up' || resource === undefined) {
    throw new NotPrinted(name);
  }
  return physicalId(logicalId, resource.Type === 'AWS::KMS::Key', begins);
}
