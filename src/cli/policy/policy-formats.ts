import { PolicyDocuments, PolicyJson } from './policy-documents';

const HEADINGS: Record<keyof PolicyDocuments, string> = {
  TrustPolicy: 'Trust policy of the role',
  PermissionsPolicy: 'Permissions policy of the role',
  SourceBucketKeyPolicy: 'Another permissions policy of the role, for the key of the bucket',
  TriggererLogsPolicy: 'Another permissions policy of the role, for the logs of the triggerer',
  CeleryQueueConfinement: 'Another permissions policy of the role, which denies it the queues of others',
  KeyPolicyStatement: 'Statement to add to the policy of the key',
};

/** The documents, each under a heading, to paste. */
export function textOf(documents: PolicyDocuments): string {
  return Object.entries(documents).map(([name, document]) => `# ${HEADINGS[name as keyof PolicyDocuments]}\n${jsonOf(document)}`).join('\n\n');
}

export function jsonOf(documents: object): string {
  return JSON.stringify(documents, undefined, 2);
}

/**
 * A CloudFormation template of the role. No template can add a statement to the policy of a key that is not in it, so the
 * statement is an output.
 */
export function templateOf({ TrustPolicy, KeyPolicyStatement, ...policies }: PolicyDocuments): string {
  const inline = Object.entries<PolicyJson | undefined>(policies).map(([name, document]) => ({ PolicyName: name, PolicyDocument: document }));
  return jsonOf({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The execution role of an Amazon MWAA environment or workflow, as cdk-mwaa-iam prints it',
    Resources: {
      ExecutionRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TrustPolicy, Policies: inline } },
    },
    Outputs: {
      ExecutionRoleArn: { Description: 'The role to give to the environment or workflow', Value: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] } },
      ...KeyPolicyStatement !== undefined && {
        KeyPolicyStatement: { Description: HEADINGS.KeyPolicyStatement, Value: JSON.stringify(KeyPolicyStatement) },
      },
    },
  });
}
