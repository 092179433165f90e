import { shutOut } from './key-user';
import { pasteable } from './pasteable';
import { ruleId, locationOf, nameOf, NOTHING, RoleRule, roleResource, Verdict } from './role-check';
import { decryptStatement } from '../../bucket-and-key/bucket-decryption';
import { BucketKey } from '../subject/bucket-key';
import { Subject } from '../subject/checked-environment';
import { bucketDecryption } from '../subject/requirements';
import { permissionOf } from '../subject/role-permission';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html';

/** The role may decrypt what is in the source bucket, where that has a customer managed key of its own. */
export const BUCKET_KEY: RoleRule = {
  id: ruleId('bucketKey'),
  severity: 'warning',
  check(subject: Subject): Verdict {
    const { role, bucketKey, needs } = subject;
    if (role === undefined || bucketKey === undefined) {
      return NOTHING;
    }
    const request = bucketDecryption(needs, bucketKey);
    const permission = permissionOf(role, request);
    const ofPolicy = bucketKey.key === undefined ? [] : shutOut(subject, bucketKey.key, [request]);
    if (permission === 'allowed') {
      return { problems: [], doubts: ofPolicy };
    }
    if (permission === 'unknown' || bucketKey.kind === undefined && bucketKey.key === undefined) {
      const what = `whether the role may decrypt the source bucket with its key ${bucketKey.name}`;
      return { problems: [], doubts: [...ofPolicy, { what, because: () => 'it depends on the key and on policies that only the deployment knows' }] };
    }
    return {
      problems: [{
        description: `the role of ${nameOf(subject)} may not do kms:Decrypt on ${bucketKey.name}, the key of the source bucket ${bucketKey.bucket.logicalId}: `
          + `${permission === 'explicitDeny' ? 'a statement denies it' : permission === 'beyondBoundary' ? 'its permissions boundary does not allow it' : 'no statement allows it'}. `
          + 'MWAA cannot read what is in the bucket, and DAGs do not appear',
        fix: `encrypt the bucket with the key of the environment, or let the role use this one: ${statementFor(subject, bucketKey)} (${PAGE})`,
        at: roleResource(subject),
        location: 'Properties.Policies',
      }],
      doubts: ofPolicy,
    };
  },
};

function statementFor(subject: Subject, { kind, name, arn }: BucketKey): string {
  return pasteable(decryptStatement(kind === 'alias' ? { aliasName: String(name) } : { keyArn: String(arn) }, locationOf(subject)), subject);
}
