import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** How long the values are that only the deployment knows: some pseudo parameters, and any other. */
interface Lengths {
  readonly pseudoParameters: Record<string, number>;
  readonly unknown: number;
}

/** An unknown value is usually an ARN. */
const LIKELY: Lengths = {
  pseudoParameters: { 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::AccountId': 12, 'AWS::URLSuffix': 16 }, unknown: 150,
};

/** As in `aws`, `eu-west-1` and `c2s.ic.gov`. */
const SHORTEST: Lengths = {
  pseudoParameters: { 'AWS::Partition': 3, 'AWS::Region': 9, 'AWS::AccountId': 12, 'AWS::URLSuffix': 10 }, unknown: 1,
};

/** The characters that some JSON of a template will have when it is deployed. Estimates the length of intrinsic functions. */
export function deployedLength(scope: IConstruct, json: unknown): number {
  return lengthWith(LIKELY, scope, json);
}

/** The characters that some JSON of a template will have at least when it is deployed. */
export function shortestLength(scope: IConstruct, json: unknown): number {
  return lengthWith(SHORTEST, scope, json);
}

/**
 * A quick upper bound of `deployedLength` that resolves no token. Infinite if the JSON contains a token of another type
 * than text, such as a list.
 */
export function roughLength(json: unknown): number {
  const text = JSON.stringify(json);
  return /#\{Token\[|"<unresolved/.test(text) ? Infinity : text.length + LIKELY.unknown * (text.split('${Token[').length - 1);
}

function lengthWith(lengths: Lengths, scope: IConstruct, json: unknown): number {
  return JSON.stringify(withTexts(Stack.of(scope).resolve(json), lengths)).length;
}

/** Replaces each intrinsic function in some JSON with a text of the length that is given for it. */
function withTexts(json: any, lengths: Lengths): any {
  if (Array.isArray(json)) {
    return json.map((item) => withTexts(item, lengths));
  }
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  const [name] = Object.keys(json);
  if (name === 'Fn::Join' && Array.isArray(json[name][1])) {
    return json[name][1].map((item: unknown) => withTexts(item, lengths)).join(json[name][0]);
  }
  if (name === 'Ref' || name?.startsWith('Fn::')) {
    return 'x'.repeat(lengths.pseudoParameters[json[name]] ?? lengths.unknown);
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withTexts(value, lengths)]));
}
