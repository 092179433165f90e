import { aws_iam as iam } from 'aws-cdk-lib';

/** The service that assumes the execution role of a workflow. It has the same name in every partition. */
export const SERVERLESS_SERVICE = 'airflow-serverless.amazonaws.com';

/**
 * The documented trust policy statement.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html
 */
export function serverlessTrustStatement() {
  return {
    Sid: 'AllowAirflowServerlessAssumeRole',
    Effect: 'Allow',
    Principal: { Service: SERVERLESS_SERVICE },
    Action: 'sts:AssumeRole',
  };
}

/** MWAA Serverless as a principal that the documented statement trusts. */
export class ServerlessPrincipal extends iam.ServicePrincipal {
  constructor() {
    super(SERVERLESS_SERVICE);
  }

  override addToAssumeRolePolicy(document: iam.PolicyDocument): void {
    document.addStatements(iam.PolicyStatement.fromJson(serverlessTrustStatement()));
  }
}
