import { Acknowledgment, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DocumentedStatement } from './documented-statements';
import { whenValidated } from './validation';

/**
 * Acknowledges, for cdk-nag's AwsSolutions rules, the wildcards that the page itself writes, one by one and on the
 * resource that carries them. Any other wildcard is still reported.
 *
 * It happens when the app is validated: only then do references to other stacks read as in the template.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json
 */
export function acknowledgeWildcards(construct: IConstruct, documented: () => DocumentedStatement[]): void {
  const resource = construct.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) {
    whenValidated(resource, () => acknowledge(resource, documented().flatMap((statement) => acknowledgments(resource, statement))));
  }
}

function acknowledge(resource: CfnResource, rules: Acknowledgment[]): void {
  try {
    Validations.of(resource).acknowledge(...rules);
  } catch {
    // Older aws-cdk-lib, our floor among them, takes no `::` in the brackets of a rule id: record what it would have recorded.
    resource.node.addMetadata(
      Validations.ACKNOWLEDGED_RULES_METADATA_KEY,
      Object.fromEntries(rules.map(({ id, reason }) => [id, reason])),
    );
  }
}

function acknowledgments(resource: CfnResource, { statement, purpose, see }: DocumentedStatement): Acknowledgment[] {
  if (statement.Effect === 'Deny') {
    return [];
  }
  const findings = [
    ...wildcards(statement.Action).map((action) => `Action::${action}`),
    ...wildcards(statement.Resource).map((arn) => `Resource::${flat(Stack.of(resource).resolve(arn))}`),
  ];
  return findings.map((finding) => ({
    id: `AwsSolutions-IAM5[${finding}]`,
    reason: `The Amazon MWAA user guide documents this wildcard, to ${purpose}: ${see}`,
  }));
}

function wildcards(value: string | string[] = []): string[] {
  return [value].flat().filter((text) => text.includes('*'));
}

/** A rendered value as cdk-nag writes it in the id of a finding. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[name, argument]] = Object.entries<any>(value);
  switch (name) {
    case 'Fn::Join': return argument[1].map(flat).join(argument[0]);
    case 'Fn::GetAtt': return `<${argument.map(flat).join('.')}>`;
    case 'Fn::ImportValue': return flat(argument);
    case 'Ref': return `<${argument}>`;
    default: return JSON.stringify(value);
  }
}
