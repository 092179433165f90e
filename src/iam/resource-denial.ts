import { AccessRequest, AccessRequests, oneByOne, says } from './evaluation';
import { PolicyDocument } from './policy-document';
import { isAbout, Principal, role } from './principal';
import { actionOf, Statement } from './statement';
import { Target } from './target';
import { Text } from './text';
import { both, some, Truth } from './truth';

/** A statement in the policy of a resource that denies a role something, or could. */
export interface ResourceDenial {
  readonly statement: Statement;
  readonly truth: Exclude<Truth, 'no'>;
  /** The requests that it denies, or could. */
  readonly requests: readonly AccessRequest[];
}

/**
 * What the policy of a resource denies a role.
 *
 * `NotPrincipal` excepts nobody for certain: besides the role it has to name the session and the account. A deny for the account
 * is not one for the role that everybody reads alike. Both could be.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function resourceDenials(document: PolicyDocument, roleArn: Text, requests: readonly AccessRequests[]): ResourceDenial[] {
  const itself = role(roleArn);
  const anyName: Principal = { ...itself, names: [...itself.names, ...accountNames(roleArn)] };
  return document.statements.filter(({ effect }) => effect === 'Deny' || effect === undefined).flatMap((statement) => {
    const truthOf = (request: AccessRequest): Truth => {
      const as = (principal?: Principal) => says('Deny', statement, actionOf(request.action), new Target({ ...request, principal }, false));
      const somebody = as();
      if (somebody === 'no') {
        return somebody;
      }
      const asRole = as(itself);
      if (statement.notPrincipal !== undefined) {
        return isAbout(statement, anyName) === 'yes' ? asRole : both('could be', somebody);
      }
      return asRole === 'no' ? both('could be', as(anyName)) : asRole;
    };
    const truths = requests.flatMap(oneByOne).map((request) => ({ request, truth: truthOf(request) }));
    const truth = some(truths, (one) => one.truth);
    return truth === 'no' ? [] : [{ statement, truth, requests: truths.filter((one) => one.truth === truth).map(({ request }) => request) }];
  });
}

function accountNames(roleArn: Text): Text[] {
  const [, partition, , , account] = roleArn.split(':') ?? [];
  return account === undefined ? [] : [Text.of('arn:', partition, ':iam::', account, ':root'), account];
}
