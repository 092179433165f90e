import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** How long a value is taken to be that is known at deployment only; an ARN, as a rule. */
const UNKNOWN_LENGTH = 150;
const PSEUDO_PARAMETER_LENGTHS: Record<string, number> = { 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::AccountId': 12, 'AWS::URLSuffix': 16 };

/** How many characters some JSON of a template will have once it is deployed; an estimate where it has intrinsics. */
export function deployedLength(scope: IConstruct, json: unknown): number {
  return JSON.stringify(withLikelyValues(Stack.of(scope).resolve(json))).length;
}

/**
 * At least as many characters as `deployedLength` counts, without resolving anything; infinite where a token stands for
 * more than a text, such as a list.
 */
export function roughLength(json: unknown): number {
  const text = JSON.stringify(json);
  return /#\{Token\[|"<unresolved/.test(text) ? Infinity : text.length + UNKNOWN_LENGTH * (text.split('${Token[').length - 1);
}

/** JSON with text of a likely length in place of intrinsics. */
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
