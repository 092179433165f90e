/** A service with a service-linked role, and what they are called. They have the same names in every partition. */
export interface LinkedService {
  /** The construct of this library, for messages. */
  readonly construct: string;
  readonly roleName: string;
  readonly serviceName: string;
  readonly policyName: string;
  /** The type of the custom resource that ensures that the role exists. */
  readonly resourceType: string;
}

/** @see https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-slr.html */
export const MWAA: LinkedService = {
  construct: 'MwaaServiceLinkedRole',
  roleName: 'AWSServiceRoleForAmazonMWAA',
  serviceName: 'airflow.amazonaws.com',
  policyName: 'AmazonMWAAServiceRolePolicy',
  resourceType: 'Custom::MwaaServiceLinkedRole',
};

/** @see https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/using-service-linked-roles.html */
export const MWAA_SERVERLESS: LinkedService = {
  construct: 'MwaaServerlessServiceLinkedRole',
  roleName: 'AWSServiceRoleForAmazonMWAAServerless',
  serviceName: 'airflow-serverless.amazonaws.com',
  policyName: 'AmazonMWAAServerlessServiceRolePolicy',
  resourceType: 'Custom::MwaaServerlessServiceLinkedRole',
};
