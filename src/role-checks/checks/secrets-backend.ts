import { mayBeManaged, shutOut, statementFor } from './resources/key-user';
import { Doubt, locationOf, nameOf, NOTHING, Problem, RoleRule, roleResource, ruleId, Verdict } from './role-check';
import { OpenValue, Text } from '../../iam/text';
import { READ_ACTIONS, secretsUnder } from '../../secrets-backend/secrets-access';
import { pasteable } from '../messages/pasteable';
import { Subject } from '../subject/checked-environment';
import { decryption, knownOf, NeededRequest } from '../subject/requirements';
import { CustomerKey } from '../subject/resources/customer-key';
import { SecretsUse } from '../subject/resources/secrets-use';
import { Role } from '../subject/role';
import { permissionOf } from '../subject/role-permission';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/connections-secrets-manager.html';

/** Any secret: what is allowed for one is enough. */
const SOME_SECRET: OpenValue = { kind: 'path', id: 'some secret', name: 'SomeSecret' };

/** The role may read what Airflow looks for in Secrets Manager, or a part of it. */
export const SECRETS_BACKEND: RoleRule = {
  id: ruleId('secretsBackend'),
  check(subject: Subject): Verdict {
    const { role, secrets } = subject;
    if (role === undefined || secrets === undefined) {
      return NOTHING;
    }
    if (secrets.otherCredentials !== undefined) {
      const because = () => `\`${secrets.otherCredentials}\` of the secrets backend gives it other credentials than the role's`;
      return { problems: [], doubts: [{ what: 'whether Airflow may read its secrets', because }] };
    }
    const refused = [...secrets.prefixes.keys()].filter((kind) => isRefused(role, requestFor(subject, secrets, kind)));
    const needed = [...secrets.prefixes.keys()].filter((kind) => kind !== 'config');
    const isBlind = needed.length > 0 && needed.every((kind) => refused.includes(kind));
    // Secrets that the role may not read are not for this environment.
    const keys = distinct(secrets.encrypted.filter(({ arn }) => permissionOf(role, reading(subject, secrets, arn)) === 'allowed').map(({ key }) => key));
    const shut = keys.filter((key) => !mayBeManaged(key) && isRefused(role, keyRequest(subject, secrets, key)));
    const unsure = (kinds: string[], because: string): Doubt[] =>
      kinds.map((kind) => ({ what: `whether the role is to read the secrets of ${kind}`, because: () => because }));
    if (role.unseen.length > 0) {
      return { problems: [], doubts: unsure(refused, `templates do not show ${role.unseen.join(', ')}`) };
    }
    return {
      problems: [...isBlind ? [blind(subject, secrets, needed)] : [], ...shut.map((key) => undecrypted(subject, secrets, key))],
      doubts: [
        ...unsure(refused.filter((kind) => !isBlind || kind === 'config'), 'no statement lets the role read any secret under their prefix'),
        ...keys.flatMap((one) => (one.key === undefined ? [] : shutOut(subject, one.key, [keyRequest(subject, secrets, one)]))),
      ],
    };
  },
};

function requestFor(subject: Subject, secrets: SecretsUse, kind: 'connections' | 'variables' | 'config'): NeededRequest {
  const { needs: { partition, account } } = subject;
  return reading(subject, secrets, Text.of('arn:', partition, ':secretsmanager:', secrets.region, ':', account, ':secret:', secrets.prefixes.get(kind)!, SOME_SECRET));
}

function reading({ needs }: Subject, { region, policies }: SecretsUse, resource: Text): NeededRequest {
  return { action: 'secretsmanager:GetSecretValue', resource, context: { ...knownOf(needs), 'aws:RequestedRegion': region }, resourcePolicies: policies };
}

function keyRequest({ needs }: Subject, { region }: SecretsUse, key: CustomerKey): NeededRequest {
  return decryption(needs, key, 'secretsmanager', region);
}

/** Whether the policies that templates show surely refuse it. */
function isRefused(role: Role, request: NeededRequest): boolean {
  return !['allowed', 'could be'].includes(permissionOf({ ...role, unseen: [] }, request));
}

function distinct(keys: readonly CustomerKey[]): CustomerKey[] {
  return [...new Map(keys.map((key) => [key.arn.key, key])).values()];
}

function blind(subject: Subject, { prefixes, region }: SecretsUse, kinds: ('connections' | 'variables' | 'config')[]): Problem {
  const location = { ...locationOf(subject), region: String(region) };
  const statement = { Effect: 'Allow', Action: READ_ACTIONS, Resource: kinds.map((kind) => secretsUnder(String(prefixes.get(kind)), location)) };
  return {
    about: 'prefixes',
    severity: 'warning',
    description: `the role of ${nameOf(subject)} may read no secret under ${kinds.map((kind) => `${prefixes.get(kind)}* (${kind})`).join(' or ')}, `
      + 'where its Airflow options make Airflow look. The environment comes up, and DAGs are told that a connection or a variable does not exist',
    fix: `add this statement to the role: ${pasteable(statement, subject)} (${PAGE})`,
    at: roleResource(subject),
    location: 'Properties.Policies',
  };
}

function undecrypted(subject: Subject, { region }: SecretsUse, key: CustomerKey): Problem {
  const { arn, name, encrypted } = key;
  return {
    about: `key ${arn.key}`,
    severity: 'warning',
    description: `the role of ${nameOf(subject)} may not do kms:Decrypt on ${name}, the key of the secret ${encrypted.logicalId}, which Airflow looks for. `
      + 'DAGs are told that the connection or the variable does not exist',
    fix: `add this statement to the role: ${statementFor(subject, key, 'secretsmanager', String(region))} (${PAGE})`,
    at: roleResource(subject),
    location: 'Properties.Policies',
  };
}
