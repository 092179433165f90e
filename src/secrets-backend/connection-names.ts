import { aws_secretsmanager as secretsmanager, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { templateTexts } from '../bucket-and-key/template-texts';
import { warn } from '../common/app-validation';
import { areBothCreated } from '../common/conditions/exclusive-conditions';
import { inputError } from '../common/input-rules';
import { definedPath, isChosen } from '../common/references';
import { renderedText } from '../common/rendered-properties';
import { placeKey } from '../common/same-place';
import { checkInStage } from '../common/stage-pass';
import { Text } from '../iam/text';

/** The name under which Airflow looks for the secret of each connection. */
const EXPECTED = new WeakMap<secretsmanager.CfnSecret, string>();

/**
 * Synth fails if an app creates another secret with the name of a connection in the same account and Region, because the
 * second creation would fail. It warns if the secret of a connection is renamed, because Airflow would not find it.
 */
export function checkConnectionName(secret: secretsmanager.Secret, name: string): void {
  EXPECTED.set(secret.node.defaultChild as secretsmanager.CfnSecret, name);
  checkInStage(secret, lookAtSecrets);
}

function lookAtSecrets(constructs: IConstruct[]): string[] {
  const secrets = constructs.filter(secretsmanager.CfnSecret.isCfnSecret);
  secrets.forEach(warnIfRenamed);
  return duplicatesIn(secrets);
}

function duplicatesIn(secrets: secretsmanager.CfnSecret[]): string[] {
  const named = new Map<string, secretsmanager.CfnSecret[]>();
  return secrets.flatMap((secret) => {
    const name = nameIn(secret.stack, currentName(secret));
    if (name === undefined) {
      return [];
    }
    const { account, region } = secret.env;
    // What is no place, such as the name of the stack, is another value in a nested stack.
    const whose = name.openValues.some(({ kind }) => kind === 'chosen') ? secret.stack.node.path : '';
    const key = JSON.stringify([placeKey(secret, account, region, name.key), whose]);
    const others = named.get(key) ?? [];
    named.set(key, [...others, secret]);
    const other = others.find((one) => (EXPECTED.has(one) || EXPECTED.has(secret)) && areBothCreated(one, secret));
    return other === undefined ? [] : [inputError('SecretsBackend.addConnection', definedPath(secret), [
      `'${definedPath(other)}' creates a secret of the same name, "${name}", in the same account and Region, which have only one of each name:` +
      ' give one of the two another id or prefix, or remove it',
    ]).message];
  });
}

function warnIfRenamed(secret: secretsmanager.CfnSecret): void {
  const [expected, name] = [EXPECTED.get(secret), currentName(secret)].map((text) => secret.stack.resolve(text));
  if (typeof expected === 'string' && typeof name === 'string' && name !== expected) {
    warn(secret, 'cdk-mwaa-iam:connectionRenamed',
      `the secret is renamed to "${name}", but Airflow looks for the connection under "${expected}": keep the name, or put what comes before it into the prefix of the backend`);
  }
}

/** The name as the template has it. Undefined if CloudFormation generates it, or if the deployment chooses whether it does. */
function nameIn(stack: Stack, name: string | undefined): Text | undefined {
  return isChosen(stack.resolve(name)) ? undefined : templateTexts(stack, name);
}

/** The name as it is now. Undefined if CloudFormation generates it. */
function currentName(secret: secretsmanager.CfnSecret): string | undefined {
  return renderedText(secret, 'Name', secret.name);
}
