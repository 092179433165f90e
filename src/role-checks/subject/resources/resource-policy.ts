import { PolicyDocument } from '../../../iam/policy-document';
import { ResourceOf } from '../../template/template';

/** A policy of a resource that the environment uses. */
export interface ResourcePolicy {
  readonly document: PolicyDocument;
  /** What carries it. */
  readonly resource: ResourceOf;
  readonly of: 'bucket' | 'key' | 'key of the source bucket';
}
