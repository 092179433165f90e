import { MWAA_SERVICE_PRINCIPALS } from '../../execution-role/trust-policy';
import { SERVERLESS_SERVICE } from '../../serverless-role/serverless-trust-policy';
import { RoleNeeds } from '../subject/needs';

/** What messages about environments and about workflows say differently. */
export interface ServiceWords {
  readonly service: string;
  /** Who assumes the role. It does not work without the last one. */
  readonly principals: readonly string[];
  /** What runs with the permissions of the role. */
  readonly code: string;
  /** The page of the guide on the role. */
  readonly page: string;
  readonly roleProperty: string;
  readonly keyProperty: string;
  /** Where in the resource the key is. */
  readonly keyLocation: string;
  /** The page of the guide on the key. */
  readonly keyPage: string;
}

const ENVIRONMENT: ServiceWords = {
  service: 'MWAA',
  principals: MWAA_SERVICE_PRINCIPALS,
  code: 'DAGs',
  page: 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html',
  roleProperty: 'ExecutionRoleArn',
  keyProperty: 'KmsKey',
  keyLocation: 'Properties.KmsKey',
  keyPage: 'https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html',
};

const WORKFLOW: ServiceWords = {
  service: 'MWAA Serverless',
  principals: [SERVERLESS_SERVICE],
  code: 'tasks',
  page: 'https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html',
  roleProperty: 'RoleArn',
  keyProperty: 'KmsKeyId',
  keyLocation: 'Properties.EncryptionConfiguration',
  keyPage: 'https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/data-protection.html',
};

/** What messages about an environment or a workflow say. */
export function wordsFor({ needs: { kind } }: { readonly needs: Pick<RoleNeeds, 'kind'> }): ServiceWords {
  return kind === 'workflow' ? WORKFLOW : ENVIRONMENT;
}
