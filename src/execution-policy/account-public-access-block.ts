import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The id of the check of whether a role may read the public access block of its account. */
export const ACCOUNT_PUBLIC_ACCESS_BLOCK_RULE = 'cdk-mwaa-iam::accountPublicAccessBlock';

/** Acknowledges on a role that it leaves out the permission to read the public access block of the account. */
export function acknowledgeAccountPublicAccessBlock(role: IConstruct): void {
  Validations.of(role).acknowledge({ id: ACCOUNT_PUBLIC_ACCESS_BLOCK_RULE, reason: '`accountPublicAccessBlock` of the role is false' });
}
