import { brokenKeyRules } from '../../../bucket-and-key/environment-key';
import { knownPart } from '../../../bucket-and-key/key-name';
import { Text } from '../../../iam/text';
import { wordsFor } from '../../messages/service-words';
import { Subject, WorkflowSubject } from '../../subject/checked-environment';
import { isNoKey } from '../../subject/needs';
import { ruleId, nameOf, NOTHING, Problem, RoleRule, Verdict } from '../role-check';

/** The key of an environment or a workflow is one that MWAA takes. */
export const UNSUPPORTED_KEY: RoleRule<Subject | WorkflowSubject> = {
  id: ruleId('unsupportedKey'),
  check(subject: Subject | WorkflowSubject): Verdict {
    const { environment: at, key, needs, needs: { kind = 'environment', keyName, keyArn, region, account } } = subject;
    const { service, keyProperty, keyLocation: location, keyPage } = wordsFor(subject);
    const problem = (about: string, what: string, fix: string): Problem =>
      ({ about, severity: 'error', description: `${what}. ${service} cannot create the ${kind}`, fix, at, location });
    if (keyName === undefined) {
      const noKey = problem(
        'no key',
        `the \`Type\` of the key of ${nameOf(subject)} is CUSTOMER_MANAGED_KEY, and it has no \`KmsKeyId\``,
        `write the id or the ARN of a key, or set \`Type\` to "AWS_MANAGED_KEY" (${keyPage})`,
      );
      return needs.kind !== 'workflow' || !needs.lacksKey ? NOTHING : { problems: [noKey], doubts: [] };
    }
    const { MultiRegion, KeySpec, KeyUsage, Enabled } = key?.properties ?? {};
    const [, , , itsRegion, itsAccount] = keyArn?.split(':') ?? [];
    const known = {
      name: knownPart(keyName),
      isMalformed: isNoKey(keyName),
      multiRegion: literal(MultiRegion),
      keySpec: literal(KeySpec),
      keyUsage: literal(KeyUsage),
      enabled: literal(Enabled),
      region: region.literal && itsRegion?.literal,
      account: account.literal && itsAccount?.literal,
    };
    return {
      problems: brokenKeyRules(known, { region: String(region.literal), account: String(account.literal) }, kind).map((rule) => {
        const [what, wayOut = `write the id or the ARN of a key, or leave \`${keyProperty}\` out (${keyPage})`] = rule.split(/: (?=[a-z])/);
        return problem(what.split(',')[0], `the \`${keyProperty}\` of ${nameOf(subject)}, ${keyName}, ${what}`, wayOut);
      }),
      doubts: [],
    };
  },
};

function literal(value: unknown): unknown {
  return value instanceof Text ? value.literal : value;
}
