import { confinementStatements } from '../../../execution-role/celery-queue-confinement';
import { isAllowed } from '../../../iam/evaluation';
import { Text } from '../../../iam/text';
import { Subject } from '../../subject/checked-environment';
import { EnvironmentNeeds } from '../../subject/needs';
import { knownOf } from '../../subject/requirements';
import { Role } from '../../subject/role';
import { CELERY_QUEUE } from '../../template/resource-arns';
import { unnamed } from '../excess-permission';
import { locationOf, nameOf, NOTHING, RoleRule, roleResource, ruleId, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html#mwaa-create-role-how';

/** The role of an environment whose queue is known reaches that of no other. The documented policy cannot name it. */
export const QUEUE_CONFINEMENT: RoleRule = {
  id: ruleId('queueConfinement'),
  check(subject: Subject): Verdict {
    const { role, needs } = subject;
    const account = needs.queueAccount.literal;
    if (role === undefined || account === undefined || role.unseenBoundary !== undefined || !reachesAnyQueue(role, needs)) {
      return NOTHING;
    }
    const statements = confinementStatements(locationOf(subject), account, needs.keyName === undefined);
    return {
      problems: [{
        severity: 'info',
        description: `the role of ${nameOf(subject)} reaches \`airflow-celery-*\` queues of every account, as documented. Now that the environment exists, `
          + `denials can confine it to the account of its own queue, ${needs.queueArn}`,
        fix: `add to the role, if you like: ${JSON.stringify(statements)} (${PAGE})`,
        at: roleResource(subject),
        location: 'Properties.Policies',
      }],
      doubts: [],
    };
  },
};

/** Whether the policies that are shown surely let a role use the queues of any account. */
function reachesAnyQueue({ policies, boundary }: Role, needs: EnvironmentNeeds): boolean {
  const owner = unnamed('AnyAccount');
  return isAllowed(policies.map(({ document }) => document), {
    action: 'sqs:SendMessage',
    resource: Text.of('arn:', needs.partition, ':sqs:', needs.region, ':', owner, `:${CELERY_QUEUE}`, unnamed('AnyQueue')),
    context: { ...knownOf(needs), 'aws:ResourceAccount': owner },
  }, boundary === undefined ? [] : [boundary.document]) === 'yes';
}
