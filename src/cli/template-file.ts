import { readFileSync } from 'fs';
import { CollectionTag, Pair, parse, Scalar, ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { UsageError } from './usage-error';

/** The functions that have a short tag in YAML. `!Ref` and `!Condition` are not here, because their keys lack `Fn::`. */
const FUNCTIONS = [
  'And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or',
  'Select', 'Split', 'Sub', 'ToJsonString', 'Transform',
];

const SHORT_TAGS = [
  ...shortTags('!Ref', 'Ref'),
  ...shortTags('!Condition', 'Condition'),
  ...FUNCTIONS.flatMap((name) => shortTags(`!${name}`, `Fn::${name}`)),
];

/**
 * Reads a template in JSON, or in YAML with CloudFormation's short tags. Throws if it has no resources.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function readTemplate(path: string): any {
  const value = readObject(path);
  if (!isObject(value.Resources)) {
    throw new UsageError(`${path} is not a CloudFormation template: it has no Resources`);
  }
  return value;
}

/** Reads a file of JSON or YAML. Throws if its value is not an object. */
export function readObject(path: string): any {
  const value = readValue(path);
  if (!isObject(value)) {
    throw new UsageError(`${path} does not hold an object in JSON or YAML`);
  }
  return value;
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tries the JSON parser first, because it is much faster than the YAML parser. */
function readValue(path: string): any {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    try {
      // Unknown tags are ignored. Several documents in one file are an error.
      return parse(text, { customTags: SHORT_TAGS, logLevel: 'error' });
    } catch (error) {
      throw new UsageError(`${path} is neither JSON nor YAML: ${(error as Error).message.split('\n')[0].replace(/:$/, '')}`);
    }
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf-8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** Returns the parsers of a short tag, which may stand before a text, a list or a map. */
function shortTags(tag: string, name: string): (ScalarTag | CollectionTag)[] {
  const wrap = (argument: YAMLMap | YAMLSeq) => {
    const call = new YAMLMap();
    call.items.push(new Pair(new Scalar(name), argument));
    return call;
  };
  return [
    { tag, resolve: (text: string) => ({ [name]: text }) },
    { tag, collection: 'seq', resolve: (list) => wrap(list as YAMLSeq) },
    { tag, collection: 'map', resolve: (map) => wrap(map as YAMLMap) },
  ];
}
