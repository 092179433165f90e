import { Subject } from './checked-environment';
import { Text } from '../../iam/text';

/** Every text around the role of an environment: of the environment, the role with its policies, the bucket and the key. */
export function textsAround({ needs, role, attachedElsewhere, key, bucketPolicies }: Subject): Text[] {
  const { resource: _resource, policies = attachedElsewhere, boundary, ...rest } = role ?? {};
  const documents = [...policies, ...bucketPolicies].map(({ document }) => document);
  return textsIn([needs, rest, documents, boundary?.document, key?.policy]);
}

function textsIn(value: unknown): Text[] {
  if (value instanceof Text) {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
