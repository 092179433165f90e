import { PolicyDocument } from '../../../iam/policy-document';
import { ResourceOf } from '../../template/template';

/** A customer managed key that a template of the app defines. */
export interface DefinedKey extends ResourceOf {
  /** Without statements where KMS gives the key its default policy. */
  readonly policy: PolicyDocument;
  readonly properties: Readonly<Record<string, any>>;
}
