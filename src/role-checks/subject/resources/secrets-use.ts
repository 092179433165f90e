import { CustomerKey, customerKeyOf } from './customer-key';
import { Keys } from './keys';
import { isWrittenLater } from '../../../iam/intrinsics';
import { match } from '../../../iam/matching/matching';
import { pattern } from '../../../iam/matching/pattern';
import { parsed, PolicyDocument } from '../../../iam/policy-document';
import { same, Text } from '../../../iam/text';
import { BACKEND, DEFAULT_PREFIXES } from '../../../secrets-backend/secrets-access';
import { Place } from '../../deployments/deployment';
import { Reading } from '../../template/reading';
import { ResourceOf } from '../../template/template';
import { EnvironmentNeeds } from '../needs';

/** What Airflow looks for in Secrets Manager. */
export interface SecretsUse {
  readonly region: Text;
  /** What is before the ids, by what it is for: `connections`, `variables` or `config`. */
  readonly prefixes: ReadonlyMap<keyof typeof DEFAULT_PREFIXES, Text>;
  /** The argument that says that it does not look with the credentials of the role. */
  readonly otherCredentials?: string;
  /** The secrets of the app under the prefixes that have a key of their own. */
  readonly encrypted: EncryptedSecret[];
  /** The policies of secrets that templates show: of secrets under the prefixes, or perhaps. */
  readonly policies: PolicyDocument[];
}

/** A secret of the app with a key of its own. */
export interface EncryptedSecret {
  readonly arn: Text;
  readonly key: CustomerKey;
}

/** Options of Airflow and its providers that end like a reference to a secret, and are values. */
const NO_REFERENCES = /(^|\.)(jwt|client)_secret$/;

const BACKENDS = [BACKEND, 'airflow.contrib.secrets.aws_secrets_manager.SecretsManagerBackend'];

/** Arguments by which the backend takes credentials that are not the role's. */
const CREDENTIALS = ['profile_name', 'role_arn', 'aws_access_key_id'];

/**
 * What an environment tells Airflow of the backend, as Airflow reads it: a prefix that is null is not looked for, and
 * separators at its end do not count.
 *
 * @see https://airflow.apache.org/docs/apache-airflow-providers-amazon/stable/secrets-backends/aws-secrets-manager.html
 */
export function secretsOf(environment: ResourceOf, needs: EnvironmentNeeds, reading: Reading, keys: Keys): SecretsUse | undefined {
  const { template, logicalId } = environment;
  const options = reading.value(template.resources[logicalId].Properties?.AirflowConfigurationOptions, template);
  const backend: unknown = options?.['secrets.backend'];
  const kwargs: unknown = options?.['secrets.backend_kwargs'];
  const unsaid = isWrittenLater(options) ? undefined : {};
  const given: any = kwargs === undefined ? unsaid : kwargs instanceof Text ? parsed(kwargs) : undefined;
  if (!(backend instanceof Text) || !BACKENDS.includes(String(backend.literal)) || !isObject(given)) {
    return undefined;
  }
  const separator = given.sep instanceof Text ? given.sep : Text.of('/');
  const hasConfig = given.config_prefix !== undefined || Object.keys(options).some((option) => option.endsWith('_secret') && !NO_REFERENCES.test(option));
  const prefixes = new Map((['connections', 'variables', ...hasConfig ? ['config'] as const : []] as const).flatMap((kind) => {
    const prefix: unknown = given[`${kind}_prefix`] === undefined ? Text.of(DEFAULT_PREFIXES[kind]) : given[`${kind}_prefix`];
    return prefix instanceof Text ? [[kind, beforeIds(prefix, separator)] as const] : [];
  }));
  const region = given.region_name instanceof Text ? given.region_name : needs.region;
  return {
    region,
    prefixes,
    otherCredentials: CREDENTIALS.find((name) => given[name] instanceof Text),
    encrypted: secretsUnder([...prefixes.values()], { region, account: needs.account }, reading).flatMap((secret) => {
      const key = customerKeyOf(secret, reading.properties(secret).KmsKeyId, reading, keys);
      return key === undefined ? [] : [{ arn: reading.ref(secret.logicalId, secret.template), key }];
    }),
    policies: policiesUnder([...prefixes.values()], reading),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Text);
}

/** Airflow looks for the id alone where the prefix is empty. */
function beforeIds(prefix: Text, separator: Text): Text {
  const last = prefix.parts.at(-1);
  const trimmed = typeof last === 'string' ? Text.of(...prefix.parts.slice(0, -1), withoutEnd(last, separator.literal ?? '')) : prefix;
  return trimmed.parts.length === 0 ? trimmed : Text.of(trimmed, separator);
}

function withoutEnd(text: string, letters: string): string {
  const end = Array.from(text).reverse().findIndex((letter) => !letters.includes(letter));
  return end < 0 ? '' : text.slice(0, text.length - end);
}

/** The secrets that are there for Airflow, where it looks. Without a prefix nobody can tell them from those of others. */
function secretsUnder(prefixes: Text[], place: Pick<Place, 'region' | 'account'>, reading: Reading): ResourceOf[] {
  const patterns = prefixes.filter(({ parts }) => parts.length > 0).map((prefix) => pattern(Text.of(prefix, '*')));
  return reading.resourcesOf('AWS::SecretsManager::Secret').filter((secret) => {
    const { region, account } = reading.location(secret);
    const name = reading.property(secret, 'Name');
    return name !== undefined && same(region, place.region) && same(account, place.account) && patterns.some((each) => match(each, name).truth === 'yes');
  });
}

/** The policies of secrets, by the name or the ARN of the secret. */
function policiesUnder(prefixes: Text[], reading: Reading): PolicyDocument[] {
  const patterns = prefixes.flatMap((prefix) => [pattern(Text.of(prefix, '*')), pattern(Text.of('arn:*:secret:', prefix, '*'))]);
  return reading.resourcesOf('AWS::SecretsManager::ResourcePolicy').map((policy) => reading.properties(policy))
    .filter(({ SecretId }) => SecretId instanceof Text && patterns.some((each) => match(each, SecretId).truth !== 'no'))
    .map(({ ResourcePolicy }) => PolicyDocument.of(ResourcePolicy ?? {}));
}
