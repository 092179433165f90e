import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';
import { MWAA, MWAA_SERVERLESS } from '../../service-linked-role/linked-services';

/** Managed policies by what is known of them without a template. */
export interface ManagedPolicies {
  readonly documents: PolicyDocument[];
  /** The ARNs of those that belong to service-linked roles: IAM attaches them to no other. */
  readonly ofServices: Text[];
  /** The ARNs of those that may allow anything. */
  readonly unseen: Text[];
}

const EVERYTHING = PolicyDocument.of({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

/**
 * What is known of managed policies that no template defines.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html
 */
export function managedPolicies(arns: readonly Text[]): ManagedPolicies {
  const isEverything = (arn: Text) => awsPolicyName(arn) === 'AdministratorAccess';
  return {
    documents: arns.filter(isEverything).map(() => EVERYTHING),
    ofServices: arns.filter(isOfService),
    unseen: arns.filter((arn) => !isEverything(arn) && !isOfService(arn)),
  };
}

/** Many write the policies of MWAA and MWAA Serverless without their path, or with another. There are none of these names elsewhere. */
function isOfService(arn: Text): boolean {
  const name = awsPolicyName(arn);
  return name !== undefined && (name.startsWith('aws-service-role/') || OWN.includes(name.split('/').at(-1)!));
}

const OWN = [MWAA, MWAA_SERVERLESS].map(({ policyName }) => policyName);

/** The path and the name of a policy that AWS manages: its account is called `aws`. */
function awsPolicyName(arn: Text): string | undefined {
  const [, , , , owner, policy] = arn.split(':') ?? [];
  return owner?.literal === 'aws' && policy?.literal !== undefined ? policy.literal.slice('policy/'.length) : undefined;
}
