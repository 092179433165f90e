import { ruleId, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { RequestContext } from '../../iam/condition';
import { AccessRequests, allowedActions, isAllowed } from '../../iam/evaluation';
import { OpenValue, Text } from '../../iam/text';
import { Subject } from '../subject/checked-environment';
import { EnvironmentNeeds } from '../subject/needs';
import { knownOf } from '../subject/requirements';
import { CELERY_QUEUE } from '../template/resource-arns';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-json';

/** Something that the documented policy does not allow. */
interface Excess {
  /** What requests show that are all allowed, or else what each of them shows, by its action. */
  readonly what: string | ((action: string) => string);
  readonly requests: AccessRequests;
}

/** One of its kind that no policy names: what is allowed for it is allowed for any. */
export function unnamed(name: string): Text {
  const open: OpenValue = { kind: 'nowhere named', id: name, name };
  return Text.of(open);
}

const [ANY_ACCOUNT, ANY_REGION, ANY_QUEUE, ANY_KEY, ANY_SERVICE] = ['AnyAccount', 'AnyRegion', 'AnyQueue', 'AnyKey', 'AnyService'].map(unnamed);

/** What the role may do to Celery queues and keys beyond the documented form. */
export const EXCESS_PERMISSION: RoleRule = {
  id: ruleId('excessPermission'),
  check(subject: Subject): Verdict {
    const { role, needs } = subject;
    if (role === undefined || role.unseenBoundary !== undefined) {
      return NOTHING;
    }
    const boundaries = role.boundary === undefined ? [] : [role.boundary.document];
    const [documents, known] = [role.policies.map(({ document }) => document), knownOf(needs)];
    const found = excesses(needs).flatMap(({ what, requests }) => {
      const asked = { ...requests, context: { ...known, ...requests.context } };
      if (typeof what !== 'string') {
        return allowedActions(documents, asked, boundaries).map(what);
      }
      return isAllowed(documents, asked, boundaries) === 'yes' ? [what] : [];
    });
    if (found.length === 0) {
      return NOTHING;
    }
    return {
      problems: [{
        severity: 'warning',
        description: `the role of ${nameOf(subject)} may do more than documented: ${found.join('; ')}`,
        fix: `narrow its policies to the documented statements for \`airflow-celery-*\` queues and keys (${PAGE})`,
        at: roleResource(subject),
        location: 'Properties.Policies',
      }],
      doubts: [],
    };
  },
};

function excesses(needs: EnvironmentNeeds): Excess[] {
  const { partition, region, account, keyArn } = needs;
  const someQueue = (place: Text) => Text.of('arn:', partition, ':sqs:', place, ':', ANY_ACCOUNT, `:${CELERY_QUEUE}`, ANY_QUEUE);
  const someKey = (owner: Text) => Text.of('arn:', partition, ':kms:', region, ':', owner, ':key/', ANY_KEY);
  const anywhere = { 'aws:ResourceAccount': ANY_ACCOUNT };
  const via = (service: string | Text) => ({ 'kms:ViaService': Text.of(service, '.', region, '.amazonaws.com') });
  const use = (resource: Text, context: RequestContext): AccessRequests => ({ actions: KEY_USE, resource, context: { ...context, 'kms:CallerAccount': account } });
  const anyService = via(ANY_SERVICE);
  return [
    {
      what: (action) => `${action} on airflow-celery-* queues`,
      requests: { actions: ['sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes'], resource: someQueue(region), context: anywhere },
    },
    {
      what: 'use airflow-celery-* queues of every Region',
      requests: {
        actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'], resource: someQueue(ANY_REGION), context: { ...anywhere, 'aws:RequestedRegion': ANY_REGION },
      },
    },
    {
      what: (action) => `${action} on ${keyArn === undefined ? 'any key of the account' : 'the key of the environment'}`,
      requests: { actions: ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:DisableKey'], resource: keyArn ?? someKey(account) },
    },
    ...(keyArn === undefined ? [] : [
      { what: 'use the key of the environment through any service', requests: use(keyArn, anyService) },
    ]),
    { what: 'use any key of the account', requests: use(someKey(account), via('sqs')) },
    { what: 'use keys of any account', requests: use(someKey(ANY_ACCOUNT), { ...anywhere, ...(keyArn === undefined ? anyService : via('sqs')) }) },
  ];
}

const KEY_USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Encrypt'];
