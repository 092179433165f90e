import { Subject, WorkflowSubject } from './checked-environment';
import { Text } from '../../iam/text';

/** Every text around the role of an environment: of the environment, the role with its policies, the bucket and the key. */
export function textsAround({ needs, role, key, bucketPolicies }: Subject | WorkflowSubject): Text[] {
  const { resource: _resource, policies = [], boundary, ...rest } = role ?? {};
  return textsIn([needs, rest, policies.map(({ document }) => document), boundary?.document, key?.policy, bucketPolicies]);
}

function textsIn(value: unknown): Text[] {
  if (value instanceof Text) {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
