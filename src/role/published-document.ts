import { aws_iam as iam, IResolveContext } from 'aws-cdk-lib';
import { StatementJson } from '../common/statement-json';

/**
 * A policy document that renders the given statements unchanged and in order, whatever the feature flag
 * `@aws-cdk/aws-iam:minimizePolicies` says. Statements that are added later follow them.
 */
export class PublishedDocument extends iam.PolicyDocument {
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
    return this.withPublished(super.toJSON());
  }

  public override resolve(context: IResolveContext): any {
    return this.withPublished(super.resolve(context));
  }

  private withPublished(added: { Statement: unknown[] }): any {
    return { ...added, Statement: [...this.published, ...added.Statement] };
  }
}
