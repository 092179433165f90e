import { PolicyDocumentJson } from '../../../iam/statement';
import { ResourceOf } from '../../template/template';

/** A policy of a resource that the environment uses. */
export interface ResourcePolicy {
  readonly document: PolicyDocumentJson;
  /** What carries it. */
  readonly resource: ResourceOf;
  readonly of: 'bucket' | 'key' | 'key of the source bucket';
}
