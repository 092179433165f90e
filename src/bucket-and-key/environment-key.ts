import { aws_kms as kms, Token } from 'aws-cdk-lib';
import { InputProblem, InputRule, optional, referenceTo } from '../common/input-rules';
import { referencedConstructs } from '../common/references';

/** The CloudFormation resource of a key, if this app defines it. Also finds the resource of a wrapper such as `kms.Key.fromCfnKey`. */
export function keyResource(key: kms.IKeyRef): kms.CfnKey | undefined {
  const candidates = isAlias(key) ? [] : [key, key.node.defaultChild, ...referencedConstructs(key, key.keyRef.keyArn)];
  return candidates.find(kms.CfnKey.isCfnKey);
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

/**
 * The problems of a customer managed key that MWAA would reject.
 *
 * Checks the properties of a key that this app defines, and the ARN of an imported key.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-kmskey
 */
export function environmentKeyProblems(key: kms.IKeyRef, region: string, purpose: 'environment' | 'workflow'): InputProblem[] {
  const resource = keyResource(key);
  const arn = key.keyRef.keyArn;
  const alias = isAlias(key) || arn.includes(':alias/') || arn.startsWith('alias/');
  const multiRegion = resource?.multiRegion === true || arn.includes('key/mrk-');
  const problems: [broken: boolean, rule: string][] = [
    [alias, 'must be a key, because MWAA does not support aliases: pass the key that the alias points to'],
    [multiRegion, 'must be a single-Region key, because MWAA does not support multi-Region keys: define a key without `multiRegion`'],
    [
      !alias && !multiRegion && !isKeyArn(arn),
      'must have an ARN of the form "arn:<partition>:kms:<region>:<account>:key/<id>" with a UUID as id, because MWAA accepts no other',
    ],
    [
      isOther(resource?.keySpec, 'SYMMETRIC_DEFAULT') || isOther(resource?.keyUsage, 'ENCRYPT_DECRYPT'),
      `must be a symmetric encryption key, not ${resource?.keySpec} for ${resource?.keyUsage}: leave out \`keySpec\` and \`keyUsage\``,
    ],
    [resource?.enabled === false, 'must be enabled: leave `enabled` out or set it to true'],
    [
      isOther(key.env.region, region),
      `must be in the Region of the ${purpose}, "${region}", not in "${key.env.region}": pass a key of the ${purpose}'s Region`,
    ],
  ];
  return problems.filter(([broken]) => broken).map(([, rule]) => ({ prop: 'kmsKey', value: Token.isUnresolved(arn) ? key : arn, rule }));
}

/** The problems of a key that is optional, and could be anything. */
export function keyProblems(key: unknown, region: string, purpose: 'environment' | 'workflow'): InputProblem[] {
  if (key === undefined) {
    return [];
  }
  return referenceTo('keyRef', 'keyArn')(key) ? environmentKeyProblems(key as kms.IKeyRef, region, purpose) : [{
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
function isKeyArn(arn: string): boolean {
  return Token.isUnresolved(arn) || /^arn:[a-z\-]+:kms:[a-z0-9\-]+:\d{12}:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(arn);
}
