import { nameOf, NOTHING, RoleRule, ruleId, Verdict } from './role-check';
import { Subject } from '../subject/checked-environment';
import { mayHaveMore } from '../template/written-later';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/API/API_CreateEnvironment.html';

/** The environment names an execution role, which CloudFormation leaves open and MWAA requires. */
export const EXECUTION_ROLE: RoleRule = {
  id: ruleId('executionRole'),
  check(subject: Subject): Verdict {
    const { needs, environment } = subject;
    if (needs.roleArn !== undefined) {
      return NOTHING;
    }
    if (mayHaveMore(environment)) {
      return { problems: [], doubts: [{ what: 'its role, which the environment does not name' }] };
    }
    return {
      problems: [{
        severity: 'error',
        description: `${nameOf(subject)} has no execution role. MWAA cannot create it`,
        fix: `set \`ExecutionRoleArn\` to the ARN of its execution role: with this library, associate the role with the environment (${PAGE})`,
        at: environment,
        location: 'Properties',
      }],
      doubts: [],
    };
  },
};
