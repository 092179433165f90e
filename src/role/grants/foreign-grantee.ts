import { Annotations, aws_iam as iam, aws_kms as kms, CfnElement, Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { PLACEHOLDERS } from '../../bucket-and-key/printed-statements';
import { templateTexts } from '../../bucket-and-key/template-texts';
import { definedPath, referencedConstructs } from '../../common/references';
import { OpenValue, Text } from '../../iam/text';

/** An identity that is known to be in another account than its stack. */
export interface ForeignIdentity {
  readonly identity: IConstruct;
  readonly account: string;
  /** The account of its stack. */
  readonly here: string;
}

/** The identity that a grantee stands for: a principal with conditions or session tags is the one that it adds them to. */
export function identityIn({ grantPrincipal }: iam.IGrantable): iam.IPrincipal {
  // Protected in CDK, which offers no other way to read it.
  const { wrapped } = grantPrincipal as unknown as { readonly wrapped?: iam.IPrincipal };
  return wrapped === undefined ? grantPrincipal : identityIn(wrapped);
}

/** The identity of a grantee, if it is known to be in another account than its stack. */
export function foreignIdentity(grantee: iam.IGrantable): ForeignIdentity | undefined {
  const identity = identityIn(grantee);
  const { principalAccount: account } = identity;
  if (account === undefined || Token.isUnresolved(account) || !Construct.isConstruct(identity)) {
    return undefined;
  }
  const { account: here } = Stack.of(identity);
  return Token.isUnresolved(here) || here === account ? undefined : { identity, account, here };
}

/**
 * Warns that CDK added nothing to a role of another account, and says what to do instead: attach the statements there, or assume
 * a role where the resources are, because they have no policies of their own that could let in another account.
 *
 * @param key the key with which the role is to decrypt, if there is one. Its own policy must let in another account, too.
 */
export function warnAboutForeignRole(
  { identity, account, here }: ForeignIdentity, grant: iam.Grant, resourceAccount: string | undefined, key: kms.IKeyRef | undefined,
): void {
  const isReachable = resourceAccount === undefined || Token.isUnresolved(resourceAccount) || resourceAccount === account;
  Annotations.of(identity).addWarningV2('cdk-mwaa-iam:grantNotAdded',
    `nothing was granted to '${identity.node.path}', which is in account ${account}, because its stack is in ${here}: ${isReachable
      ? `attach these statements to it in its account:\n${printed(identity, grant.principalStatements)}${keyAdvice(key, account)}`
      : `no policy of its account reaches what is in ${resourceAccount}, so grant to a role there, and let it assume that role`}`);
}

/** What the policy of a key has to do for a role of another account. */
function keyAdvice(key: kms.IKeyRef | undefined, account: string): string {
  return key === undefined || key.env.account === account ? ''
    : `\nThe policy of the key '${definedPath(key)}' must let account ${account} use \`kms:Decrypt\`: by default it lets in only the account of the key`;
}

const BY_ID: Record<string, string[]> = {
  'AWS::Partition': PLACEHOLDERS.partition, 'AWS::Region': PLACEHOLDERS.region, 'AWS::AccountId': PLACEHOLDERS.account,
};

/** Statements for people to paste, and in words what they have to fill in. */
function printed(scope: IConstruct, statements: iam.PolicyStatement[]): string {
  const stack = Stack.of(scope);
  const open = new Map<string, string>();
  const elements = [...referencedConstructs(scope, statements.map((statement) => statement.toStatementJson()))].filter(CfnElement.isCfnElement);
  const paths = new Map(elements.map((element) => [stack.resolve(element.logicalId), definedPath(element)]));
  const placeholder = ({ id, name }: OpenValue) => {
    const [shown, meaning] = BY_ID[id] ?? [`<${name.replace(/^\w+/, (logicalId) => paths.get(logicalId) ?? logicalId)}>`, 'what the deployment makes of it'];
    open.set(shown, meaning);
    return shown;
  };
  const json = statements.map((statement) => JSON.stringify(withTexts(templateTexts(stack, statement.toStatementJson()), placeholder), undefined, 2));
  const replacements = [...open].map(([shown, meaning]) => `${shown} by ${meaning}`);
  return json.join(',\n') + (replacements.length === 0 ? '' : `\nReplace ${replacements.join(' and ')}`);
}

/** Writes each text of some JSON out, with a placeholder for each open value. */
function withTexts(json: any, placeholder: (value: OpenValue) => string): unknown {
  if (json instanceof Text) {
    return json.map((part) => part, placeholder).literal;
  }
  return Array.isArray(json) ? json.map((item) => withTexts(item, placeholder))
    : Object.fromEntries(Object.entries(json).map(([key, item]) => [key, withTexts(item, placeholder)]));
}
