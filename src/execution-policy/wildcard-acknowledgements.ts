import { CfnResource, Stack, Token, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ExecutionStatements } from './execution-statements';
import { whenValidated } from '../common/app-validation';
import { StatementJson } from '../common/statement-json';

/**
 * Acknowledges, for cdk-nag's AwsSolutions rules, the wildcards that the page itself writes and that of `triggererLogs`, one
 * by one and on the resource that carries them. Any other wildcard is still reported.
 *
 * It happens when the app is validated: only then do references to other stacks read as in the template. It is written
 * as metadata because `Validations.acknowledge` of older aws-cdk-lib, our floor among them, refuses `::` in brackets.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
export function acknowledgeWildcards(construct: IConstruct, { documented, triggererLogs }: ExecutionStatements, areAlone: () => boolean): void {
  const resource = construct.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) {
    const statements: [StatementJson, string][] = [
      ...triggererLogs.map((statement): [StatementJson, string] => [statement, 'The wildcard stands for what is in this one log group']),
      ...documented.map(({ statement, purpose, see }): [StatementJson, string] =>
        [statement, `The Amazon MWAA user guide documents this wildcard, to ${purpose}: ${see}`]),
    ];
    whenValidated(resource, () => areAlone() && acknowledgeOnce(
      resource, statements.flatMap(([statement, reason]) => acknowledgements(resource, statement, reason)),
    ));
  }
}

/** Adds what an earlier validation, or the user, has not acknowledged yet. */
function acknowledgeOnce({ node }: CfnResource, entries: [id: string, reason: string][]): void {
  const key = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
  const known = new Set(node.metadata.filter(({ type }) => type === key).flatMap(({ data }) => Object.keys(data)));
  const added = entries.filter(([id]) => !known.has(id));
  if (added.length > 0) {
    node.addMetadata(key, Object.fromEntries(added));
  }
}

/** Ids of findings, each with the reason why it is acknowledged. */
function acknowledgements(resource: CfnResource, statement: StatementJson, reason: string): [id: string, reason: string][] {
  const arns = [statement.Resource ?? []].flat().map((arn) => flat(Token.isUnresolved(arn) ? Stack.of(resource).resolve(arn) : arn));
  const findings = [...[statement.Action].flat().map((action) => `Action::${action}`), ...arns.map((arn) => `Resource::${arn}`)];
  return findings.filter((finding) => finding.includes('*')).map((finding) => [`AwsSolutions-IAM5[${finding}]`, reason]);
}

/** A rendered value as cdk-nag writes it in the id of a finding. */
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
