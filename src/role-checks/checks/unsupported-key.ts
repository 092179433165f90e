import { ruleId, nameOf, NOTHING, RoleRule, Verdict } from './role-check';
import { brokenKeyRules } from '../../bucket-and-key/environment-key';
import { knownPart } from '../../bucket-and-key/key-name';
import { Text } from '../../iam/text';
import { Subject } from '../subject/checked-environment';
import { isNoKey } from '../subject/needs';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html';

/** The key of an environment is one that MWAA takes. */
export const UNSUPPORTED_KEY: RoleRule = {
  id: ruleId('unsupportedKey'),
  severity: 'error',
  check(subject: Subject): Verdict {
    const { environment, key, needs: { keyName, keyArn, region } } = subject;
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
      problems: brokenKeyRules(known, String(region.literal)).map((rule) => {
        const [what, wayOut = `write the id or the ARN of a key, or leave \`KmsKey\` out (${PAGE})`] = rule.split(/: (?=[a-z])/);
        return {
          about: what.split(',')[0],
          description: `the \`KmsKey\` of ${nameOf(subject)}, ${keyName}, ${what}. MWAA cannot create the environment`,
          fix: wayOut,
          at: environment,
          location: 'Properties.KmsKey',
        };
      }),
      doubts: [],
    };
  },
};

function literal(value: unknown): unknown {
  return value instanceof Text ? value.literal : value;
}
