/**
 * A policy as AWS hands it over: as an object, as JSON in a text, or that percent-encoded, as IAM's API has it. Throws
 * if it is none of these.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
export function decodedPolicy(policy: unknown): unknown {
  if (typeof policy !== 'string') {
    return policy;
  }
  return JSON.parse(policy.startsWith('%') ? decodeURIComponent(policy) : policy);
}
