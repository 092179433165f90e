import { Severity } from '../../role-checks/checks/role-check';

/** What a rule finds, as the page of the checks says it, and the worst severity of its findings. */
export interface RuleText {
  readonly severity: Severity;
  readonly finds: string;
}

/** The rules of the checks and of the command line, by their ids after `cdk-mwaa-iam::`. */
export const RULE_TEXTS: Record<string, RuleText> = {
  missingPermission: { severity: 'error', finds: 'a permission that the environment needs and no policy allows, or one that denies it' },
  executionRole: { severity: 'error', finds: 'an environment that names no execution role' },
  servicePolicy: { severity: 'error', finds: 'the policy of a service-linked role, which IAM attaches to no other role' },
  trustPolicy: { severity: 'error', finds: 'a service of MWAA that may not assume the role, or source conditions for another environment' },
  keyPolicy: { severity: 'error', finds: 'a key of the app that does not let CloudWatch Logs in' },
  unsupportedKey: { severity: 'error', finds: 'a `KmsKey` that MWAA does not take: an alias, a multi-Region, asymmetric, HMAC or disabled key, no key at all' },
  resourceDenial: { severity: 'error', finds: 'a policy of the bucket or a key that denies the role what it needs' },
  policyOrder: { severity: 'error', finds: 'needed permissions in a separate policy that the environment does not wait for' },
  sourceBucket: { severity: 'warning', finds: 'a bucket of the app without versioning, or with a public access block that is off in part' },
  bucketKey: { severity: 'warning', finds: 'a source bucket on a customer managed key of its own with which the role may not decrypt' },
  secretsBackend: {
    severity: 'warning',
    finds: 'a Secrets Manager backend in the Airflow options, and a role that may read nothing under its prefixes, or not decrypt a secret of the app',
  },
  excessPermission: { severity: 'warning', finds: 'more than documented on `airflow-celery-*` queues and KMS keys' },
  foreignService: { severity: 'warning', finds: 'another service that may assume the role' },
  accountPublicAccessBlock: { severity: 'info', finds: '`s3:GetAccountPublicAccessBlock` missing, which MWAA needs in some accounts' },
  notChecked: { severity: 'info', finds: 'what the templates do not show; not a finding' },
  queueConfinement: { severity: 'info', finds: 'a role that reaches `airflow-celery-*` queues of every account, as documented: the denials that confine it to the queue that the environment has' },
  lastUpdate: { severity: 'info', finds: 'an environment that is not `AVAILABLE`: the error that MWAA gives for its last update, and what it comes from' },
  repeatedKey: { severity: 'info', finds: 'a key that a map of a template has twice: CloudFormation takes the last one' },
};

/** The rules that have no section of their own on the page of the checks. */
const SECTIONS: Record<string, string> = {
  queueConfinement: 'deployed.md#check-it',
  lastUpdate: 'deployed.md#check-it',
  repeatedKey: 'command-line.md#files',
};

/** The section of the docs that explains a rule. */
export function sectionOf(rule: string): string {
  return SECTIONS[rule] ?? `checks.md#${rule.toLowerCase()}`;
}
