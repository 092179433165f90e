import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The assumed length of a value that only the deployment knows, which is usually an ARN. */
const UNKNOWN_LENGTH = 150;
const PSEUDO_PARAMETER_LENGTHS: Record<string, number> = { 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::AccountId': 12, 'AWS::URLSuffix': 16 };

/** The characters that some JSON of a template will have when it is deployed. Estimates the length of intrinsic functions. */
export function deployedLength(scope: IConstruct, json: unknown): number {
  return JSON.stringify(withLikelyValues(Stack.of(scope).resolve(json))).length;
}

/**
 * A quick upper bound of `deployedLength` that resolves no token. Infinite if the JSON contains a token of another type
 * than text, such as a list.
 */
export function roughLength(json: unknown): number {
  const text = JSON.stringify(json);
  return /#\{Token\[|"<unresolved/.test(text) ? Infinity : text.length + UNKNOWN_LENGTH * (text.split('${Token[').length - 1);
}

/** Replaces each intrinsic function in some JSON with a text of a likely length. */
function withLikelyValues(json: any): any {
  if (Array.isArray(json)) {
    return json.map(withLikelyValues);
  }
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  const [name] = Object.keys(json);
  if (name === 'Fn::Join' && Array.isArray(json[name][1])) {
    return json[name][1].map(withLikelyValues).join(json[name][0]);
  }
  if (name === 'Ref' || name?.startsWith('Fn::')) {
    return 'x'.repeat(PSEUDO_PARAMETER_LENGTHS[json[name]] ?? UNKNOWN_LENGTH);
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withLikelyValues(value)]));
}
