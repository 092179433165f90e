import { aws_iam as iam, IAspect, Lazy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { deployedLength, roughLength } from './policy-length';
import { PublishedDocument } from './published-document';
import { warnWhenValidated } from '../common/app-validation';

/**
 * Characters, without white space, that IAM takes in all inline policies of a role together, and in a managed policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;

/** What a document has besides its statements. */
const ENVELOPE_LENGTH = JSON.stringify({ Version: '2012-10-17', Statement: [] }).length;

/**
 * Keeps the inline policies of a role within IAM's limit, and warns where it cannot.
 *
 * `iam.Role` counts the policy that collects the grants, and not what stands inline beside it. Where all together is
 * too much, this aspect moves the last statements of the grants to managed policies. What is granted later stays inline.
 */
export class InlineLimit implements IAspect {
  /** Places of the statements that have moved out of the policy of the grants. */
  private readonly moved = new Set<number>();

  /** @param attached the policies that are attached to the role, which goes on adding to it */
  constructor(private readonly role: iam.Role, private readonly attached: ReadonlySet<iam.Policy>) {
    warnWhenValidated(role, 'cdk-mwaa-iam:inlinePoliciesTooLarge', () => this.excess() <= 0 ? undefined :
      `the inline policies of '${role.node.path}' are longer than the ${INLINE_LIMIT} characters that IAM takes: attach managed policies instead`);
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
    // The first statement stays, so that the policy is never empty.
    for (const [index, statement] of [...statementsOf(grants).entries()].slice(1).reverse()) {
      const length = this.lengthOf(statement) + 1;
      if (excess > 0 && length <= MANAGED_LIMIT - ENVELOPE_LENGTH) {
        excess -= length;
        this.moved.add(index);
        place(statement, length, documents);
      }
    }
    if (documents.length > 0) {
      (grants.node.defaultChild as iam.CfnPolicy).policyDocument = Lazy.uncachedAny({ produce: () => new PublishedDocument(this.kept(grants)) });
    }
    // Below the policy of the grants, so that what waits for a grant waits for it here too.
    documents.forEach(({ statements }, index) => new iam.ManagedPolicy(grants, `Overflow${index + 1}`, {
      document: new PublishedDocument(statements), roles: [this.role],
    }));
  }

  /** How much longer the inline policies are than IAM takes; nothing where the documented ones are alone or they are clearly short. */
  private excess(): number {
    const { policies } = (this.role.node.defaultChild ?? {}) as Partial<iam.CfnRole>;
    const documented = [policies].flat().map((policy: any) => policy?.policyDocument);
    const added = [...this.attached].map((policy) => ({ Version: '2012-10-17', Statement: this.kept(policy) }));
    const inline = [...documented, ...added];
    return added.length === 0 || roughLength(inline) <= INLINE_LIMIT ? 0 : this.lengthOf(inline) - INLINE_LIMIT;
  }

  private kept(policy: iam.Policy): any[] {
    return policy === this.grants() ? statementsOf(policy).filter((_, index) => !this.moved.has(index)) : statementsOf(policy);
  }

  /** The policy that collects what is granted to the role. */
  private grants(): iam.Policy | undefined {
    return [...this.attached].find(({ node }) => node.scope === this.role && node.id === 'DefaultPolicy');
  }

  private lengthOf(json: unknown): number {
    return deployedLength(this.role, json);
  }
}

/** A document of a managed policy, with the characters that it has left. */
interface ManagedDocument {
  room: number;
  readonly statements: any[];
}

/** Puts a statement where there is room for it, in front of those that stood behind it. */
function place(statement: any, length: number, documents: ManagedDocument[]): void {
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
