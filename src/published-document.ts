import { aws_iam as iam, IResolveContext, Token } from 'aws-cdk-lib';
import { StatementJson } from './documented-statements';

/**
 * A policy document that begins with statements rendered as published: in their order, lists as lists,
 * whatever `@aws-cdk/aws-iam:minimizePolicies` says. Statements added to it follow.
 */
export class PublishedDocument extends iam.PolicyDocument {
  private open?: (Partial<StatementJson> | undefined)[];

  constructor(private readonly published: StatementJson[]) {
    super({ minimize: false });
  }

  public override get isEmpty(): boolean {
    return false;
  }

  public override get statementCount(): number {
    return this.published.length + super.statementCount;
  }

  public override toJSON(): any {
    return this.lead(super.toJSON());
  }

  public override resolve(context: IResolveContext): any {
    return super.statementCount === 0 ? this.resolvePublished(context) : this.lead(super.resolve(context));
  }

  /** Has only those members resolved that hold tokens, which are the fewest: a synthesis resolves each document several times. */
  private resolvePublished(context: IResolveContext): any {
    const open = this.open ??= this.published.map(membersWithTokens);
    context.registerPostProcessor({
      postProcess: (members: object[]) => {
        const resolved = members.values();
        return {
          Version: '2012-10-17',
          Statement: this.published.map((statement, index) => ({ ...statement, ...open[index] && resolved.next().value })),
        };
      },
    });
    return open.filter((members) => members !== undefined);
  }

  private lead(added: { Statement: unknown[] }): any {
    return { ...added, Statement: [...this.published, ...added.Statement] };
  }
}

function membersWithTokens(statement: StatementJson): Partial<StatementJson> | undefined {
  const members = Object.entries(statement).filter(([, value]) => holdsToken(value));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function holdsToken(json: object | string): boolean {
  return typeof json === 'string' ? Token.isUnresolved(json) : Object.values(json).some(holdsToken);
}
