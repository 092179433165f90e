import { aws_iam as iam, IResolveContext } from 'aws-cdk-lib';
import { StatementJson } from '../common/statement-json';

/**
 * A policy document that begins with statements rendered as published: in their order, lists as lists,
 * whatever `@aws-cdk/aws-iam:minimizePolicies` says. Statements added to it follow.
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
    return this.lead(super.toJSON());
  }

  public override resolve(context: IResolveContext): any {
    return this.lead(super.resolve(context));
  }

  private lead(added: { Statement: unknown[] }): any {
    return { ...added, Statement: [...this.published, ...added.Statement] };
  }
}
