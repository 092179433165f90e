import { aws_iam as iam, IResolveContext, Token } from 'aws-cdk-lib';
import { jsonPolicyRules } from './json-policy-grammar';
import { policyDescriptionRule, policyNameRule } from './managed-policy-props';
import { PublishedDocument } from './published-document';
import { assertInput, inputError, pathOf } from '../common/input-rules';
import { StatementJson } from '../common/statement-json';

/** Properties of a policy that is written in JSON. */
export interface JsonPolicyProps {
  /**
   * The policy, as it goes into the JSON tab of the IAM console: text, or an object of the same shape.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
   */
  readonly document: any;

  /**
   * The name of the policy: 1 to 128 letters, digits and characters of `_+=,.@-`.
   *
   * @default - CloudFormation generates a name
   */
  readonly policyName?: string;

  /**
   * What the policy is for. At most 1,000 characters.
   *
   * @default - none
   */
  readonly description?: string;
}

/** Attaches the document to the role as a customer managed policy of its own. */
export function attachJsonPolicy(role: iam.Role, id: string, props: JsonPolicyProps): iam.ManagedPolicy {
  const path = pathOf(role, id);
  const document = parsed(path, props?.document);
  assertInput(SUBJECT, path, [
    ...jsonPolicyRules(document),
    policyNameRule('policyName', props?.policyName),
    policyDescriptionRule(props?.description),
  ]);
  return new iam.ManagedPolicy(role, id, {
    managedPolicyName: props.policyName,
    description: props.description,
    document: new PastedDocument(document),
    roles: [role],
  });
}

const SUBJECT = 'MwaaExecutionRole.attachJsonPolicy';

function parsed(path: string, document: unknown): any {
  if (Token.isUnresolved(document)) {
    throw inputError(SUBJECT, path, ['`document` must be known at synth: pass an object, in which tokens may stand, or give an `iam.PolicyDocument` to an `iam.ManagedPolicy`']);
  }
  try {
    return typeof document === 'string' ? JSON.parse(document.replace(/^\uFEFF/, '')) : ofJson(document);
  } catch (error) {
    throw inputError(SUBJECT, path, [`\`document\` must be JSON: ${(error as Error).message}`]);
  }
}

/** Throws for what JSON cannot hold, such as a circle. */
function ofJson(document: unknown): unknown {
  JSON.stringify(document);
  return document;
}

/** A policy whose JSON is rendered as it is, member for member; only statements that are added to it change it. */
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
