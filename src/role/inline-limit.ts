import { aws_iam as iam, IAspect, Lazy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { deployedLength, roughLength } from './policy-length';
import { PublishedDocument } from './published-document';
import { MANAGED_LIMIT, tooLarge } from './size-warning';
import { warnWhenValidated } from '../common/app-validation';
import { carryRoleCondition } from '../common/conditions/carried-condition';

/**
 * The most characters, without white space, that IAM allows in all inline policies of a role together.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_LIMIT = 10_240;

/** The characters of a policy document without its statements. */
const ENVELOPE_LENGTH = JSON.stringify({ Version: '2012-10-17', Statement: [] }).length;

/**
 * Keeps the inline policies of a role within IAM's limit. Synth warns if it cannot.
 *
 * `iam.Role` limits only its default policy, which collects the grants, and does not count the other inline policies. If
 * all inline policies together exceed the limit, this aspect moves the last grants to managed policies. Permissions that
 * are granted after the aspect has run stay inline.
 */
export class InlineLimit implements IAspect {
  /** The indexes of the grants that have moved to managed policies. */
  private readonly moved = new Set<number>();

  /** @param attached the inline policies of the role, to which the role adds later ones */
  constructor(private readonly role: iam.Role, private readonly attached: ReadonlySet<iam.Policy>) {
    warnWhenValidated(role, 'cdk-mwaa-iam:inlinePoliciesTooLarge', () => {
      const excess = this.excess();
      const parts = () => this.inline().map(({ name, document }) => ({ name, length: this.lengthOf(document) }));
      return excess <= 0 ? undefined : tooLarge(
        `the inline policies of '${role.node.path}' have`, `about ${INLINE_LIMIT + excess}`, INLINE_LIMIT, parts(), 'attach managed policies instead',
      );
    });
  }

  public visit(node: IConstruct): void {
    const grants = this.grants();
    if (node === this.role && grants !== undefined && this.moved.size === 0) {
      this.moveFrom(grants);
    }
  }

  private moveFrom(grants: iam.Policy): void {
    const documents: ManagedDocument[] = [];
    let excess = this.excess();
    // Keep the first statement, so that the policy is never empty.
    for (const [index, statement] of [...statementsOf(grants).entries()].slice(1).reverse()) {
      const length = this.lengthOf(statement) + 1;
      if (excess > 0 && length <= MANAGED_LIMIT - ENVELOPE_LENGTH) {
        excess -= length;
        this.moved.add(index);
        addStatement(statement, length, documents);
      }
    }
    if (documents.length > 0) {
      const resource = grants.node.defaultChild as iam.CfnPolicy;
      resource.policyDocument = Lazy.uncachedAny({ produce: () => new PublishedDocument(this.keptStatements(grants)) });
    }
    // A child of the default policy: whatever depends on a grant then depends on the managed policies too.
    documents.forEach(({ statements }, index) => carryRoleCondition(this.role, new iam.ManagedPolicy(grants, `Overflow${index + 1}`, {
      document: new PublishedDocument(statements), roles: [this.role],
    })));
  }

  /** The characters over IAM's limit. Returns 0 without counting if nothing was granted or if a rough count is within the limit. */
  private excess(): number {
    const inline = this.inline().map(({ document }) => document);
    return this.attached.size === 0 || roughLength(inline) <= INLINE_LIMIT ? 0 : this.lengthOf(inline) - INLINE_LIMIT;
  }

  /** The inline policies, by the names that a message gives them. */
  private inline(): { name: string; document: unknown }[] {
    const { policies } = (this.role.node.defaultChild ?? {}) as Partial<iam.CfnRole>;
    return [
      ...[policies].flat().map((policy: any) => ({ name: `\`${policy?.policyName}\``, document: policy?.policyDocument })),
      ...[...this.attached].map((policy) => ({
        name: `'${policy.node.path}'`, document: { Version: '2012-10-17', Statement: this.keptStatements(policy) },
      })),
    ];
  }

  private keptStatements(policy: iam.Policy): any[] {
    return policy === this.grants() ? statementsOf(policy).filter((_, index) => !this.moved.has(index)) : statementsOf(policy);
  }

  /** The default policy of the role, which collects the grants. */
  private grants(): iam.Policy | undefined {
    return [...this.attached].find((policy) => isDefaultPolicy(this.role, policy));
  }

  private lengthOf(json: unknown): number {
    return deployedLength(this.role, json);
  }
}

/** Whether an inline policy is the one in which CDK collects the grants to a role. */
export function isDefaultPolicy(role: iam.Role, { node }: iam.Policy): boolean {
  return node.scope === role && node.id === 'DefaultPolicy';
}

/** The statements of a managed policy, and how many more characters fit. */
interface ManagedDocument {
  room: number;
  readonly statements: any[];
}

/** Adds a statement at the start of the first document that has room. Called from the last statement to the first, it keeps their order. */
function addStatement(statement: any, length: number, documents: ManagedDocument[]): void {
  let document = documents.find(({ room }) => room >= length);
  if (document === undefined) {
    document = { room: MANAGED_LIMIT - ENVELOPE_LENGTH, statements: [] };
    documents.push(document);
  }
  document.room -= length;
  document.statements.unshift(statement);
}

function statementsOf({ document }: iam.Policy): any[] {
  return document.toJSON()?.Statement ?? [];
}
