import { EnvironmentNeeds } from './needs';
import { environmentLogGroups, NeededRequest, Requirement } from './requirements';
import { DocumentedStatementName } from '../../execution-policy/documented-statements';
import { Text } from '../../iam/text';

/** Resources of the environment's own, where the page names all of a kind and roles that name these are known to serve. */
const OWN: Partial<Record<DocumentedStatementName, (needs: EnvironmentNeeds) => Text[]>> = {
  describeLogGroups: (needs) => environmentLogGroups(needs).map((group) => Text.of(group, ':log-stream:')),
};

/** What is less than documented and has not been seen to fail. Empty for most of what an environment needs. */
export function narrowerRequests(requirement: Requirement, needs: EnvironmentNeeds): NeededRequest[] {
  const resources = OWN[requirement.documented.name]?.(needs) ?? [];
  return resources.flatMap((resource) => requirement.requests.map((request) => ({ ...request, resource })));
}
