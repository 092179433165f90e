import { Subject, WorkflowSubject } from './checked-environment';
import { PolicyDocument } from '../../iam/policy-document';
import { Text } from '../../iam/text';

/** Every text around the role of an environment: of the environment, the role with its policies, the bucket and the keys. */
export function textsAround(subject: Subject | WorkflowSubject): Text[] {
  const { needs, role, attachedElsewhere, key, bucketKey, bucketPolicies } = subject;
  const secrets = [subject.secrets?.region, subject.secrets?.policies];
  const { resource: _resource, policies = attachedElsewhere, boundary, ...rest } = role ?? {};
  const documents = [...policies, ...bucketPolicies].map(({ document }) => document);
  return textsIn([needs, rest, documents, boundary?.document, key?.policy, bucketKey?.key?.policy, bucketKey?.name, secrets]);
}

/** Every text in a value. */
export function textsIn(value: unknown): Text[] {
  if (value instanceof Text) {
    return [value];
  }
  if (typeof value === 'number') {
    return [Text.of(String(value))];
  }
  if (value instanceof PolicyDocument) {
    return textsIn(value.json);
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
