import { decryptionBy, mayBeManaged, shutOut, statementFor } from './key-user';
import { Subject } from '../../subject/checked-environment';
import { decryption } from '../../subject/requirements';
import { ruleId, nameOf, NOTHING, RoleRule, roleResource, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html';

/** The role may decrypt what is in the source bucket, where that has a customer managed key of its own. */
export const BUCKET_KEY: RoleRule = {
  id: ruleId('bucketKey'),
  check(subject: Subject): Verdict {
    const { role, bucketKey, needs } = subject;
    if (role === undefined || bucketKey === undefined) {
      return NOTHING;
    }
    const request = decryption(needs, bucketKey, 's3', needs.region);
    const permission = decryptionBy(role, request);
    const ofPolicy = bucketKey.key === undefined ? [] : shutOut(subject, bucketKey.key, [request]);
    if (permission === 'allowed') {
      return { problems: [], doubts: ofPolicy };
    }
    if (permission === 'could be' || mayBeManaged(bucketKey)) {
      const what = `whether the role may decrypt the source bucket with its key ${bucketKey.name}`;
      return { problems: [], doubts: [...ofPolicy, { what, because: () => 'it depends on the key and on policies that only the deployment knows' }] };
    }
    return {
      problems: [{
        severity: 'warning',
        description: `the role of ${nameOf(subject)} may not do kms:Decrypt on ${bucketKey.name}, the key of the source bucket ${bucketKey.encrypted.logicalId}: `
          + `${permission === 'explicitDeny' ? 'a statement denies it' : permission === 'beyondBoundary' ? 'its permissions boundary does not allow it' : 'no statement allows it'}. `
          + 'MWAA cannot read what is in the bucket, and DAGs do not appear',
        fix: `encrypt the bucket with the key of the environment, or let the role use this one: ${statementFor(subject, bucketKey, 's3')} (${PAGE})`,
        at: roleResource(subject),
        location: 'Properties.Policies',
      }],
      doubts: ofPolicy,
    };
  },
};
