import { existsSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { managedPolicies } from './aws-managed-policies';
import { Role } from './role';
import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';
import { Assembly } from '../template/assembly';
import { Reading } from '../template/reading';
import { Template } from '../template/template';

/** A role of the report that CDK writes for `iam.Role.customizeRoles`. */
interface ReportedRole {
  readonly roleName: string;
  readonly assumeRolePolicy: unknown[];
  readonly managedPolicyArns: string[];
  readonly managedPolicyStatements: unknown[];
  readonly identityPolicyStatements: unknown[];
}

const LISTS = ['assumeRolePolicy', 'managedPolicyArns', 'managedPolicyStatements', 'identityPolicyStatements'] as const;

/**
 * The role made beforehand that an ARN names, with the policies that the app asks for it.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/customize-permissions-accounts.html
 */
export function precreatedRole(assembly: Assembly, template: Template, arn: Text, reading: Reading): Role | undefined {
  const account = arn.split(':')?.[4]?.literal;
  const own = reading.location(template).account.literal;
  const name = arn.split('/')?.at(-1);
  if (name === undefined || (account !== undefined && own !== undefined && account !== own)) {
    return undefined;
  }
  const reported = assembly.directory === undefined ? undefined : reportedRole(assembly.directory, String(name));
  if (reported === undefined) {
    return undefined;
  }
  const document = (statements: unknown[]) => PolicyDocument.of({ Version: '2012-10-17', Statement: readable(statements, assembly, template, reading) });
  const fromOutside = readable(reported.managedPolicyArns, assembly, template, reading);
  const { documents, unseen, ofServices } = managedPolicies(fromOutside);
  return {
    name,
    arn,
    trust: document(reported.assumeRolePolicy),
    policies: [...[reported.identityPolicyStatements, reported.managedPolicyStatements].map(document), ...documents]
      .map((one) => ({ document: one })),
    fromOutside,
    unseen,
    ofServices,
  };
}

/** The report stands in the outermost cloud assembly; a stage has its own folder in it. */
function reportedRole(directory: string, name: string): ReportedRole | undefined {
  const report = [directory, dirname(directory)].map((folder) => join(folder, 'iam-policy-report.json')).find((path) => existsSync(path));
  const isComplete = (role?: ReportedRole) => role?.roleName === name && LISTS.every((list) => Array.isArray(role[list]));
  return report === undefined ? undefined : rolesIn(report).find(isComplete);
}

/** The roles of a report. One that is empty, or no report at all, has none. */
function rolesIn(report: string): ReportedRole[] {
  try {
    const { roles } = JSON.parse(readFileSync(report, 'utf-8'));
    return Array.isArray(roles) ? roles : [];
  } catch {
    return [];
  }
}

/** A piece of the report, which writes references for people: `(Stack/Bucket/Resource.Arn)`, `(PARTITION)`. */
function readable(value: any, assembly: Assembly, template: Template, reading: Reading): any {
  if (typeof value === 'string') {
    return Text.of(...value.split(/\(([^()]+)\)/).map((piece, index) => (index % 2 === 0 ? piece : referenced(piece, assembly, template, reading))));
  }
  if (Array.isArray(value)) {
    return value.map((item) => readable(item, assembly, template, reading));
  }
  if (Object.keys(value).some((key) => key.startsWith('Fn::'))) {
    return reading.text(value, template);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item, assembly, template, reading)]));
}

const PSEUDO_PARAMETERS = new Map([['ACCOUNT', 'AWS::AccountId'], ['PARTITION', 'AWS::Partition'], ['REGION', 'AWS::Region']]);

function referenced(reference: string, assembly: Assembly, template: Template, reading: Reading): Text {
  const pseudo = PSEUDO_PARAMETERS.get(reference);
  if (pseudo !== undefined) {
    return reading.ref(pseudo, template);
  }
  const dot = reference.lastIndexOf('.');
  const [path, attribute] = [reference.slice(0, dot), reference.slice(dot + 1)];
  const resource = assembly.resourceAt(path);
  if (resource === undefined) {
    return Text.of({ kind: 'chosen', id: `reported ${reference}`, name: reference });
  }
  const { template: owner, logicalId } = resource;
  return attribute === 'Ref' ? reading.ref(logicalId, owner) : reading.attribute(logicalId, attribute, owner);
}
