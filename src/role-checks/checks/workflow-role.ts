import { FOREIGN_SERVICE, trustedServices } from './foreign-service';
import { MISSING_PERMISSION } from './missing-permission';
import { KEY_POLICY } from './resources/key-policy';
import { UNSUPPORTED_KEY } from './resources/unsupported-key';
import { locationOf, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { TRUST_POLICY } from './trust-policy';
import { keyAccess, KeyStatementTexts, logsRequests, roleRequests } from '../../bucket-and-key/key-policy-access';
import { AccessRequest, AccessRequests, decide } from '../../iam/evaluation';
import { service } from '../../iam/principal';
import { Text } from '../../iam/text';
import { allowWorkflowLogsStatement, serverlessStatements } from '../../serverless-role/serverless-statements';
import { SERVERLESS_SERVICE, serverlessTrustStatement } from '../../serverless-role/serverless-trust-policy';
import { pasteable } from '../messages/pasteable';
import { WorkflowSubject } from '../subject/checked-environment';
import { arnOfKeyId } from '../subject/needs';
import { knownOf } from '../subject/requirements';
import { permissionOf } from '../subject/role-permission';

/** The page of the guide on the role of a workflow. */
export const WORKFLOW_ROLE_PAGE = 'https://docs.aws.amazon.com/mwaa/latest/mwaa-serverless-userguide/get-started-execution-role.html';
const EVERY_STREAM = Text.of({ kind: 'every', id: 'every stream', name: 'AnyStream', each: 'chosen' });

/** The documented permissions: logs and, with a customer managed key, its use. */
const PERMISSIONS: RoleRule<WorkflowSubject> = {
  ...MISSING_PERMISSION,
  check(subject: WorkflowSubject): Verdict {
    const { role, needs, key } = subject;
    const answers = role === undefined ? [] : serverlessStatements({ keyArn: needs.keyArn && String(needs.keyArn) }).map((documented) => {
      const target = documented.name === 'writeLogs'
        ? { resource: Text.of(needs.logGroupArn, ':log-stream:', EVERY_STREAM), resourcePolicies: [] }
        : { resource: needs.keyArn!, otherwise: arnOfKeyId(needs, needs.keyArn!), resourcePolicies: key === undefined ? [] : [key.policy] };
      const answer = (action: string) => permissionOf(role, { action, context: { ...knownOf(needs), 'kms:ViaService': [] }, ...target });
      const actions = [documented.statement.Action].flat().map((action) => ({ action, permission: answer(action) }));
      const refused = actions.filter(({ permission }) => permission !== 'allowed' && permission !== 'unknown').map(({ action }) => action);
      return { documented, refused, isUnknown: actions.some(({ permission }) => permission === 'unknown') };
    });
    return {
      problems: answers.filter(({ refused }) => refused.length > 0).map(({ documented: { name, purpose, statement }, refused }) => ({
        about: name,
        severity: 'error',
        description: `the role of ${nameOf(subject)} may not do ${refused.join(', ')}, which MWAA Serverless needs to ${purpose}`,
        fix: `allow what this documented statement allows: ${pasteable(statement, subject)} (${WORKFLOW_ROLE_PAGE})`,
        at: roleResource(subject),
        location: 'Properties.Policies',
      })),
      doubts: answers.filter(({ refused, isUnknown }) => refused.length === 0 && isUnknown)
        .map(({ documented: { purpose } }) => ({ what: `whether the role may ${purpose} (it depends on what only the deployment knows)` })),
    };
  },
};

const TRUST: RoleRule<WorkflowSubject> = {
  ...TRUST_POLICY,
  check(subject: WorkflowSubject): Verdict {
    const { role, needs } = subject;
    const context = { 'aws:PrincipalIsAWSService': 'true', 'aws:RequestedRegion': needs.region };
    const isTrusted = role === undefined ? 'yes'
      : decide([role.trust], { action: 'sts:AssumeRole', resource: role.arn, context, principal: service(SERVERLESS_SERVICE) }).isAllowed;
    return {
      problems: isTrusted !== 'no' ? [] : [{
        severity: 'error',
        description: `${SERVERLESS_SERVICE} may not assume the role of ${nameOf(subject)}, so no task of it runs`,
        fix: `let the service assume the role: ${JSON.stringify(serverlessTrustStatement())} (${WORKFLOW_ROLE_PAGE})`,
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: isTrusted === 'could be' ? [{ what: 'whether MWAA Serverless may assume the role (it depends on values that only the deployment knows)' }] : [],
    };
  },
};

/** What the policy of the key refuses is a doubt, because a grant could allow it. */
const KEY: RoleRule<WorkflowSubject> = {
  ...KEY_POLICY,
  check(subject: WorkflowSubject): Verdict {
    const { needs, needs: { keyArn }, key, role } = subject;
    const refuses = (requests: (AccessRequest | AccessRequests)[]) => key !== undefined && keyAccess(key.policy, requests).isAllowed === 'no';
    const use: KeyStatementTexts = { Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'].map((action) => Text.of(action)) };
    const statement = pasteable(allowWorkflowLogsStatement(locationOf(subject), undefined), subject);
    return keyArn === undefined ? NOTHING : {
      problems: [],
      doubts: [
        ...refuses(logsRequests(needs, keyArn, [needs.logGroupArn]))
          ? [`whether the tasks have logs: the policy of the key does not let CloudWatch Logs in, as this documented statement does: ${statement}`] : [],
        ...role !== undefined && refuses(roleRequests(use, needs, keyArn, role.arn))
          ? ['whether the role may use the key: the policy of the key lets in neither the account nor the role, and only a grant of KMS could'] : [],
      ].map((what) => ({ what })),
    };
  },
};

/** The trust of other services is all that is too much: what goes beyond logs and key is for the tasks. */
const OTHER_SERVICES: RoleRule<WorkflowSubject> = {
  ...FOREIGN_SERVICE,
  check(subject: WorkflowSubject): Verdict {
    const { role, needs } = subject;
    const services = role === undefined ? [] : [...new Set(trustedServices(role.trust))].filter((name) => name !== SERVERLESS_SERVICE);
    return {
      problems: services.length === 0 ? [] : [{
        severity: 'warning',
        description: `${services.join(', ')} may assume the role of ${nameOf(subject)} and use everything that its tasks may use`,
        fix: `give the service a role of its own and trust ${SERVERLESS_SERVICE} only (${WORKFLOW_ROLE_PAGE})`,
        at: roleResource(subject),
        location: 'Properties.AssumeRolePolicyDocument',
      }],
      doubts: [
        ...needs.sharedWith.length > 0 ? [`whether it is meant to share its role with ${needs.sharedWith.join(', ')}: the guide asks for one execution role per workflow`] : [],
        ...needs.otherBucketKey !== undefined ? [`the key of the bucket with the definition, ${needs.otherBucketKey}, which is not that of the workflow: whoever creates the workflow reads the definition`] : [],
      ].map((what) => ({ what })),
    };
  },
};

/** The checks of the role of a workflow, under the ids of those of environments. */
export const WORKFLOW_RULES: readonly RoleRule<WorkflowSubject>[] = [PERMISSIONS, TRUST, KEY, UNSUPPORTED_KEY, OTHER_SERVICES];
