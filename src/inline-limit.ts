import { Annotations, aws_iam as iam, IAspect, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PublishedDocument } from './published-document';

/**
 * Characters, without white space, that IAM takes in all inline policies of a role together.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_LIMIT = 10_240;

/** How long a value is taken to be that is known at deployment only; an ARN, as a rule. */
const UNKNOWN_LENGTH = 150;
const PSEUDO_PARAMETER_LENGTHS: Record<string, number> = { 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::AccountId': 12, 'AWS::URLSuffix': 16 };

/**
 * Keeps the inline policies of a role within IAM's limit.
 *
 * `iam.Role` counts the policy that collects the grants, and not what stands inline on the role beside it. Where both
 * together are too much, the statements that do not fit move to a managed policy.
 */
export class InlineLimit implements IAspect {
  constructor(private readonly role: iam.Role, private readonly policies: iam.Policy[]) {
  }

  public visit(node: IConstruct): void {
    const grants = this.policies.find(({ node: { id, scope } }) => id === 'DefaultPolicy' && scope === this.role);
    if (node === this.role && grants !== undefined && grants.node.tryFindChild('Overflow') === undefined) {
      this.fit(grants);
    }
  }

  private fit(grants: iam.Policy): void {
    const others = this.policies.filter((policy) => policy !== grants).map((policy) => policy.document.toJSON());
    const inline = (this.role.node.defaultChild as iam.CfnRole).policies;
    const { Statement: statements, ...document } = grants.document.toJSON();
    let room = INLINE_LIMIT - this.lengthOf(document) - this.lengthOf([inline, others]);
    const [kept, moved]: [any[], any[]] = [[], []];
    for (const statement of statements) {
      const length = this.lengthOf(statement);
      const fits = length <= room;
      room -= fits ? length : 0;
      (fits ? kept : moved).push(statement);
    }
    if (kept.length === 0) {
      Annotations.of(this.role).addWarningV2(
        'cdk-mwaa-iam:inlinePoliciesTooLarge',
        `the inline policies of '${this.role.node.path}' are longer than the ${INLINE_LIMIT} characters that IAM takes:` +
          ' attach a managed policy instead of the largest of them',
      );
    } else if (moved.length > 0) {
      (grants.node.defaultChild as iam.CfnPolicy).policyDocument = new PublishedDocument(kept);
      // Below the policy of the grants, so that what waits for a grant waits for it here too.
      new iam.ManagedPolicy(grants, 'Overflow', { document: new PublishedDocument(moved), roles: [this.role] });
    }
  }

  private lengthOf(json: unknown): number {
    return JSON.stringify(filled(Stack.of(this.role).resolve(json))).length;
  }
}

/** A document with text of a likely length in place of intrinsics. */
function filled(json: any): any {
  if (Array.isArray(json)) {
    return json.map(filled);
  }
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  const [name] = Object.keys(json);
  if (name === 'Fn::Join') {
    return filled(json[name][1]).join(json[name][0]);
  }
  if (name === 'Ref' || name?.startsWith('Fn::')) {
    return 'x'.repeat(PSEUDO_PARAMETER_LENGTHS[json[name]] ?? UNKNOWN_LENGTH);
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, filled(value)]));
}
