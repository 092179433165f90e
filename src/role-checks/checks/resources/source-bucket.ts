import { isVersioned, openSettings } from '../../../bucket-and-key/source-bucket/source-bucket-requirements';
import { isWrittenLater } from '../../../iam/intrinsics';
import { DefinedBucket, Subject } from '../../subject/checked-environment';
import { mayHaveMore } from '../../template/written-later';
import { nameOf, NOTHING, Problem, RoleRule, ruleId, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html';

/** The source bucket has versioning and turns off no part of the block of public access. */
export const SOURCE_BUCKET: RoleRule = {
  id: ruleId('sourceBucket'),
  check(subject: Subject): Verdict {
    const { bucket } = subject;
    return bucket === undefined ? NOTHING : { problems: [...notVersioned(subject, bucket), ...notBlocking(subject, bucket)], doubts: [] };
  },
};

function notVersioned(subject: Subject, at: DefinedBucket): Problem[] {
  const { VersioningConfiguration: versioning } = at.properties;
  const isUnseen = versioning === undefined ? mayHaveMore(at) : isWrittenLater(versioning);
  return isUnseen || isVersioned(at.properties) ? [] : [{
    about: 'versioning',
    severity: 'warning',
    description: `the source bucket of ${nameOf(subject)} has no versioning, which MWAA requires`,
    fix: `set \`VersioningConfiguration\` of the bucket to {"Status":"Enabled"} (${PAGE})`,
    at,
    location: 'Properties.VersioningConfiguration',
  }];
}

function notBlocking(subject: Subject, at: DefinedBucket): Problem[] {
  const open = isWrittenLater(at.properties.PublicAccessBlockConfiguration) ? [] : openSettings(at.properties);
  return open.length === 0 ? [] : [{
    about: 'public access',
    severity: 'warning',
    description: `the source bucket of ${nameOf(subject)} does not block all public access, which MWAA requires: `
      + `\`PublicAccessBlockConfiguration\` leaves ${open.map((setting) => `\`${setting}\``).join(', ')} off`,
    fix: 'leave it out, because S3 blocks all public access to new buckets, set all four settings to true, '
      + `or acknowledge this if the account blocks all public access (${PAGE})`,
    at,
    location: 'Properties.PublicAccessBlockConfiguration',
  }];
}
