import { brokenKeyRules } from '../../../bucket-and-key/environment-key';
import { knownPart } from '../../../bucket-and-key/key-name';
import { Text } from '../../../iam/text';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { isNoKey } from '../../subject/needs';
import { ruleId, nameOf, NOTHING, RoleRule, Verdict } from '../role-check';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html';

/** The key of an environment or a workflow is one that MWAA takes. */
export const UNSUPPORTED_KEY: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('unsupportedKey'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const { environment, key, needs: { kind = 'environment', keyName, keyArn, region } } = subject;
    const property = kind === 'workflow' ? 'KmsKeyId' : 'KmsKey';
    if (keyName === undefined) {
      return NOTHING;
    }
    const { MultiRegion, KeySpec, KeyUsage, Enabled } = key?.properties ?? {};
    const known = {
      name: knownPart(keyName),
      isMalformed: isNoKey(keyName),
      multiRegion: literal(MultiRegion),
      keySpec: literal(KeySpec),
      keyUsage: literal(KeyUsage),
      enabled: literal(Enabled),
      region: region.literal === undefined ? undefined : keyArn?.split(':')?.[3]?.literal,
    };
    return {
      problems: brokenKeyRules(known, String(region.literal), kind).map((rule) => {
        const [what, wayOut = `write the id or the ARN of a key, or leave \`${property}\` out (${PAGE})`] = rule.split(/: (?=[a-z])/);
        return {
          about: what.split(',')[0],
          severity: 'error',
          description: `the \`${property}\` of ${nameOf(subject)}, ${keyName}, ${what}. MWAA cannot create the ${kind}`,
          fix: wayOut,
          at: environment,
          location: kind === 'workflow' ? 'Properties.EncryptionConfiguration' : 'Properties.KmsKey',
        };
      }),
      doubts: [],
    };
  },
};

function literal(value: unknown): unknown {
  return value instanceof Text ? value.literal : value;
}
