import { aws_kms as kms, Token } from 'aws-cdk-lib';
import { InputProblem, InputRule, optional, referenceTo } from '../common/input-rules';
import { referencedConstructs } from '../common/references';

/** The CloudFormation resource of a key that is defined in this app, also behind a wrapper such as `kms.Key.fromCfnKey`. */
export function keyResource(key: kms.IKeyRef): kms.CfnKey | undefined {
  const candidates = isAlias(key) ? [] : [key, key.node.defaultChild, ...referencedConstructs(key, key.keyRef.keyArn)];
  return candidates.find(kms.CfnKey.isCfnKey);
}

/** Whether a key reference is an alias of a key: IAM policies and MWAA know keys, and not what stands for them. */
export function isAlias(key: kms.IKeyRef): boolean {
  return 'aliasRef' in key;
}

/** A prop that is a key of any kind but an alias: IAM policies on the ARN of an alias match nothing. */
export function keyReferenceRule(prop: string, key: unknown, otherwise: string): InputRule {
  return {
    prop,
    value: key,
    accepts: optional((value) => referenceTo('keyRef')(value) && !isAlias(value)),
    takesTokens: false,
    rule: `must be a key, and no alias: pass a \`kms.Key\`, a \`kms.CfnKey\` or one from \`kms.Key.fromKeyArn\`, or leave it out for ${otherwise}`,
  };
}

/**
 * What a customer managed key must be, wherever it can be seen: on the key that is defined in this app, and in the
 * ARN of an imported one.
 *
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-mwaa-environment.html#cfn-mwaa-environment-kmskey
 */
export function environmentKeyProblems(key: kms.IKeyRef, environmentRegion: string): InputProblem[] {
  const resource = keyResource(key);
  const arn = key.keyRef.keyArn;
  const alias = isAlias(key) || arn.includes(':alias/') || arn.startsWith('alias/');
  const multiRegion = resource?.multiRegion === true || arn.includes('key/mrk-');
  const problems: [broken: boolean, rule: string][] = [
    [alias, 'must be the key itself, MWAA supports no alias: pass the key that the alias stands for'],
    [multiRegion, 'must be a single-Region key, MWAA supports no multi-Region key: define one without `multiRegion`'],
    [
      !alias && !multiRegion && !isKeyArn(arn),
      'must have the ARN of a KMS key, `arn:<partition>:kms:<region>:<account>:key/<id>` with a UUID as id, the only form MWAA takes',
    ],
    [
      isOther(resource?.keySpec, 'SYMMETRIC_DEFAULT') || isOther(resource?.keyUsage, 'ENCRYPT_DECRYPT'),
      `must be a symmetric encryption key, not ${resource?.keySpec} for ${resource?.keyUsage}: leave out \`keySpec\` and \`keyUsage\``,
    ],
    [resource?.enabled === false, 'must be enabled: leave out `enabled: false`'],
    [
      isOther(key.env.region, environmentRegion),
      `must be in the Region of the environment, "${environmentRegion}", not in "${key.env.region}": use a key of that Region`,
    ],
  ];
  return problems.filter(([broken]) => broken).map(([, rule]) => ({ prop: 'kmsKey', value: Token.isUnresolved(arn) ? key : arn, rule }));
}

/** Whether both values are known and differ. */
function isOther(value: unknown, expected: string): boolean {
  return typeof value === 'string' && !Token.isUnresolved(value) && !Token.isUnresolved(expected) && value !== expected;
}

/** Whether an ARN that is known says a key whose id is a UUID. */
function isKeyArn(arn: string): boolean {
  return Token.isUnresolved(arn) || /^arn:[a-z\-]+:kms:[a-z0-9\-]+:\d{12}:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(arn);
}
