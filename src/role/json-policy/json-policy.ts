import { Annotations, aws_iam as iam, IResolveContext, Token } from 'aws-cdk-lib';
import { jsonPolicyRules, mwaaActions } from './json-policy-grammar';
import { carryRoleCondition } from '../../common/conditions/carried-condition';
import { assertInput, inputError, pathOf, propsRule } from '../../common/input-rules';
import { StatementJson } from '../../common/statement-json';
import { policyDescriptionRule, policyNameRule } from '../managed-policy-props';
import { PublishedDocument } from '../published-document';

/** Properties of a customer managed policy that is written in JSON. */
export interface JsonPolicyProps {
  /**
   * The policy, as in the JSON tab of the IAM console: JSON text, or an object of the same shape.
   *
   * At most 6,144 characters without white space.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
   */
  readonly document: any;

  /**
   * The name of the policy: 1 to 128 letters, digits and characters of `_+=,.@-`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
   * @default - CloudFormation generates a name
   */
  readonly policyName?: string;

  /**
   * The description of the policy: at most 1,000 characters.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
   * @default - no description
   */
  readonly description?: string;
}

/** Attaches the document to the role as a new customer managed policy. */
export function attachJsonPolicy(subject: string, role: iam.Role, id: string, props: JsonPolicyProps): iam.ManagedPolicy {
  const path = pathOf(subject, role, id);
  assertInput(subject, path, [propsRule('props', props)]);
  const document = parsed(subject, path, props?.document);
  assertInput(subject, path, [
    ...jsonPolicyRules(document),
    policyNameRule('policyName', props?.policyName),
    policyDescriptionRule(props?.description),
  ]);
  const policy = new iam.ManagedPolicy(role, id, {
    managedPolicyName: props.policyName,
    description: props.description,
    document: new PastedDocument(document),
    roles: [role],
  });
  carryRoleCondition(role, policy);
  const actions = mwaaActions(document);
  if (actions.length > 0) {
    Annotations.of(policy).addWarningV2('cdk-mwaa-iam:mwaaActionPrefix',
      `no action begins with "mwaa:", so ${actions.join(', ')} in the policy '${path}' allows and denies nothing: write "airflow:", the prefix of Amazon MWAA`);
  }
  return policy;
}

function parsed(subject: string, path: string, document: unknown): any {
  if (Token.isUnresolved(document)) {
    throw inputError(subject, path, ['`document` must be known at synth: pass JSON text or an object, whose values may be tokens, or define a ManagedPolicy of aws-iam with your PolicyDocument']);
  }
  try {
    return typeof document === 'string' ? JSON.parse(document.replace(/^\uFEFF/, '')) : serializable(document);
  } catch (error) {
    throw inputError(subject, path, [`\`document\` must be JSON: ${(error as Error).message}`]);
  }
}

/** Returns the document. Throws if JSON cannot represent it, for example because it contains itself. */
function serializable(document: unknown): unknown {
  JSON.stringify(document);
  return document;
}

/** A policy document that renders the given JSON unchanged, followed by the statements that are added to it. */
class PastedDocument extends PublishedDocument {
  private readonly pastedCount: number;

  constructor(private readonly pasted: { readonly Statement: StatementJson | StatementJson[] }) {
    super([pasted.Statement].flat());
    this.pastedCount = this.statementCount;
  }

  public override toJSON(): any {
    return { ...this.pasted, Statement: super.toJSON().Statement };
  }

  public override resolve(context: IResolveContext): any {
    if (this.statementCount === this.pastedCount) {
      return this.pasted;
    }
    const statements: unknown[] = super.resolve(context).Statement;
    // A token may stand for a list of statements.
    return { ...this.pasted, Statement: statements.flatMap((statement) => Token.isUnresolved(statement) ? context.resolve(statement) : statement) };
  }
}
