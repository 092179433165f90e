import { CfnResource, Stack, Token, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { whenValidated } from './app-validation';
import { StatementJson } from './statement-json';

/** A statement with wildcards, and the reason to acknowledge them. */
export type StatementWithReason = [statement: StatementJson, reason: string];

/**
 * Acknowledges each wildcard of some statements for the AwsSolutions rules of cdk-nag, on the resource that contains it.
 * cdk-nag still reports every other wildcard.
 *
 * The function waits for the validation of the app, because references to other stacks resolve as in the template only
 * then. It writes metadata, because `Validations.acknowledge` of older versions of aws-cdk-lib rejects `::` in brackets.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
export function acknowledgeWildcards(construct: IConstruct, statements: StatementWithReason[], areAlone: () => boolean): void {
  const resource = construct.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) {
    whenValidated(resource, () => areAlone() && acknowledgeOnce(
      resource, statements.flatMap(([statement, reason]) => acknowledgements(resource, statement, reason)),
    ));
  }
}

/** The reason for the wildcard of a statement on one log group. */
export const ONE_LOG_GROUP = 'The wildcard stands for what is in this one log group';

/** The reason for a wildcard that the guide shows. */
export function documentedReason(purpose: string, see: string): string {
  return `The Amazon MWAA user guide documents this wildcard, to ${purpose}: ${see}`;
}

/** Adds the acknowledgements that neither an earlier synthesis nor the user has added. */
function acknowledgeOnce({ node }: CfnResource, entries: [id: string, reason: string][]): void {
  const key = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
  const known = new Set(node.metadata.filter(({ type }) => type === key).flatMap(({ data }) => Object.keys(data)));
  const added = entries.filter(([id]) => !known.has(id));
  if (added.length > 0) {
    node.addMetadata(key, Object.fromEntries(added));
  }
}

/** The ids of cdk-nag's findings on a statement, each with the reason to acknowledge it. */
function acknowledgements(resource: CfnResource, statement: StatementJson, reason: string): [id: string, reason: string][] {
  const arns = [statement.Resource ?? []].flat().map((arn) => flat(Token.isUnresolved(arn) ? Stack.of(resource).resolve(arn) : arn));
  const findings = [...[statement.Action].flat().map((action) => `Action::${action}`), ...arns.map((arn) => `Resource::${arn}`)];
  return findings.filter((finding) => finding.includes('*')).map((finding) => [`AwsSolutions-IAM5[${finding}]`, reason]);
}

/** Formats a resolved value like cdk-nag does in the id of a finding. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[name, argument]] = Object.entries<any>(value);
  switch (name) {
    case 'Fn::Join': return Array.isArray(argument[1]) ? argument[1].map(flat).join(argument[0]) : JSON.stringify(value);
    case 'Fn::GetAtt': return `<${flat(argument[0])}.${flat(argument[1])}>`;
    case 'Fn::ImportValue': return flat(argument);
    case 'Ref': return `<${argument}>`;
    default: return JSON.stringify(value);
  }
}
