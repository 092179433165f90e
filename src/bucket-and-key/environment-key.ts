import { aws_kms as kms, Token } from 'aws-cdk-lib';
import { EnvironmentLocation, partitionProblems } from '../common/environment-location';
import { InputProblem, InputRule, optional, referenceTo } from '../common/input-rules';
import { referencedConstructs } from '../common/references';

/** The CloudFormation resource of a key, if this app defines it. Also finds the resource of a wrapper such as `kms.Key.fromCfnKey`. */
export function keyResource(key: kms.IKeyRef): kms.CfnKey | undefined {
  return isAlias(key) ? undefined
    : [key, key.node.defaultChild].find(kms.CfnKey.isCfnKey) ?? [...referencedConstructs(key, key.keyRef.keyArn)].find(kms.CfnKey.isCfnKey);
}

/** Whether a key reference is an alias. Neither MWAA nor the `Resource` of an IAM policy accepts an alias in place of a key. */
export function isAlias(key: kms.IKeyRef): boolean {
  return 'aliasRef' in key;
}

/** The prop must be a key and not an alias, because a policy on the ARN of an alias matches no key. `otherwise` says what leaving it out means. */
export function keyReferenceRule(prop: string, key: unknown, otherwise: string): InputRule {
  return {
    prop,
    value: key,
    accepts: optional((value) => referenceTo('keyRef', 'keyArn')(value) && !isAlias(value)),
    rule: `must be a key, not an alias: pass a Key, a CfnKey or an imported key of aws-kms, or leave it out for ${otherwise}`,
  };
}

/** What is known of a key. Values that only the deployment knows are tokens or absent. */
export interface KnownKey {
  /** The ARN, the id or the alias by which it is named. */
  readonly name: string;
  /** Whether the name is surely none of a key. */
  readonly isMalformed: boolean;
  readonly multiRegion?: unknown;
  readonly keySpec?: unknown;
  readonly keyUsage?: unknown;
  readonly enabled?: unknown;
  readonly region?: string;
  readonly account?: string;
}

/** Where what uses a key runs. */
type RunsIn = Pick<EnvironmentLocation, 'region' | 'account'>;

/**
 * The rules of MWAA that a customer managed key breaks, each with the way out.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-kmskey
 */
export function brokenKeyRules(key: KnownKey, runsIn: RunsIn, purpose: 'environment' | 'workflow'): string[] {
  const { name, keySpec, keyUsage } = key;
  const alias = name.includes(':alias/') || name.startsWith('alias/');
  const multiRegion = String(key.multiRegion) === 'true' || /(^|key\/)mrk-/.test(name);
  const problems: [broken: boolean, rule: string][] = [
    [alias, 'must be a key, because MWAA does not support aliases: pass the key that the alias points to'],
    [multiRegion, 'must be a single-Region key, because MWAA does not support multi-Region keys: define a key without `multiRegion`'],
    [
      !alias && !multiRegion && key.isMalformed,
      'must have an ARN of the form "arn:<partition>:kms:<region>:<account>:key/<id>" with a UUID as id, because MWAA accepts no other',
    ],
    [
      isOther(keySpec, 'SYMMETRIC_DEFAULT') || isOther(keyUsage, 'ENCRYPT_DECRYPT'),
      `must be a symmetric encryption key, not ${keySpec ?? 'SYMMETRIC_DEFAULT'} for ${keyUsage ?? 'ENCRYPT_DECRYPT'}: leave out \`keySpec\` and \`keyUsage\``,
    ],
    [String(key.enabled) === 'false', 'must be enabled: leave `enabled` out or set it to true'],
    [
      isOther(key.region, runsIn.region),
      `must be in the Region of the ${purpose}, "${runsIn.region}", not in "${key.region}": pass a key of the ${purpose}'s Region`,
    ],
    [
      purpose === 'workflow' && isOther(key.account, runsIn.account),
      `must be in the account of the workflow, "${runsIn.account}", not in "${key.account}": pass a key of the workflow's account`,
    ],
  ];
  return problems.filter(([broken]) => broken).map(([, rule]) => rule);
}

/** The problems of a customer managed key that MWAA would reject: of the properties of a key that this app defines, and of the ARN of another. */
export function environmentKeyProblems(key: kms.IKeyRef, runsIn: RunsIn, purpose: 'environment' | 'workflow'): InputProblem[] {
  const { multiRegion, keySpec, keyUsage, enabled } = keyResource(key) ?? {};
  const arn = key.keyRef.keyArn;
  // An alias that is a construct need not be called one by its ARN.
  const name = isAlias(key) ? `alias/${arn}` : arn;
  const known = { name, isMalformed: !isKeyArn(arn), multiRegion, keySpec, keyUsage, enabled, region: key.env.region, account: key.env.account };
  return [
    ...brokenKeyRules(known, runsIn, purpose).map((rule) => ({ prop: 'kmsKey', value: Token.isUnresolved(arn) ? key : arn, rule })),
    ...partitionProblems('kmsKey', arn, runsIn.region),
  ];
}

/** The problems of a key that is optional, and could be anything. */
export function keyProblems(key: unknown, runsIn: RunsIn, purpose: 'environment' | 'workflow'): InputProblem[] {
  if (key === undefined) {
    return [];
  }
  return referenceTo('keyRef', 'keyArn')(key) ? environmentKeyProblems(key as kms.IKeyRef, runsIn, purpose) : [{
    prop: 'kmsKey',
    value: key,
    rule: 'must be a key: pass a Key, a CfnKey or an imported key of aws-kms, or leave it out for an AWS owned key',
  }];
}

/** Whether both values are known and differ. */
function isOther(value: unknown, expected: string): boolean {
  return typeof value === 'string' && !Token.isUnresolved(value) && !Token.isUnresolved(expected) && value !== expected;
}

/** Whether an ARN is a token, or the ARN of a key whose id is a UUID. */
export function isKeyArn(arn: string): boolean {
  return Token.isUnresolved(arn) || /^arn:[a-z\-]+:kms:[a-z0-9\-]+:\d{12}:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(arn);
}
