import { existsSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { Role } from './role';
import { hasAtoms, unknown } from '../evaluation/text';
import { Assembly } from '../template/assembly';
import { Template } from '../template/template';

/** A role of the report that CDK writes for `iam.Role.customizeRoles`. */
interface ReportedRole {
  readonly roleName: string;
  readonly assumeRolePolicy: unknown[];
  readonly managedPolicyArns: string[];
  readonly managedPolicyStatements: unknown[];
  readonly identityPolicyStatements: unknown[];
}

/**
 * The role made beforehand that an ARN names, with the policies that the app asks for it.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/customize-permissions-accounts.html
 */
export function precreatedRole(assembly: Assembly, template: Template, arn: string): Role | undefined {
  const account = String(arn.split(':')[4]);
  if (!hasAtoms(account) && !hasAtoms(template.location.account) && account !== template.location.account) {
    return undefined;
  }
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const reported = reportedRole(assembly.directory, name);
  if (reported === undefined) {
    return undefined;
  }
  const document = (statements: unknown[]) => ({ Statement: readable(statements, assembly, template) });
  return {
    name,
    arn,
    trust: document(reported.assumeRolePolicy),
    policies: [reported.identityPolicyStatements, reported.managedPolicyStatements].map((statements) => ({ document: document(statements) })),
    unseen: readable(reported.managedPolicyArns, assembly, template),
  };
}

/** The report stands in the outermost cloud assembly; a stage has its own folder in it. */
function reportedRole(directory: string, name: string): ReportedRole | undefined {
  const report = [directory, dirname(directory)].map((folder) => join(folder, 'iam-policy-report.json')).find((path) => existsSync(path));
  return report === undefined ? undefined : JSON.parse(readFileSync(report, 'utf-8')).roles.find(({ roleName }: ReportedRole) => roleName === name);
}

/** A piece of the report, which writes references for people: `(Stack/Bucket/Resource.Arn)`, `(PARTITION)`. */
function readable(value: any, assembly: Assembly, template: Template): any {
  if (typeof value === 'string') {
    return value.replace(/\(([^()]+)\)/g, (_, reference: string) => referenced(reference, assembly, template));
  }
  if (Array.isArray(value)) {
    return value.map((item) => readable(item, assembly, template));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item, assembly, template)]));
}

function referenced(reference: string, assembly: Assembly, template: Template): string {
  const pseudo = ({ ACCOUNT: 'AWS::AccountId', PARTITION: 'AWS::Partition', REGION: 'AWS::Region' } as Record<string, string>)[reference];
  if (pseudo !== undefined) {
    return template.text({ Ref: pseudo });
  }
  const dot = reference.lastIndexOf('.');
  const [path, attribute] = [reference.slice(0, dot), reference.slice(dot + 1)];
  const resource = assembly.resourceAt(path);
  if (resource === undefined) {
    return unknown(reference);
  }
  const { template: owner, logicalId } = resource;
  return owner.text(attribute === 'Ref' ? { Ref: logicalId } : { 'Fn::GetAtt': [logicalId, attribute] });
}
