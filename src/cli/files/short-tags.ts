import { CollectionTag, Pair, Scalar, ScalarTag, YAMLMap, YAMLSeq } from 'yaml';

/** The functions that have a short tag in YAML. `!Ref` and `!Condition` are not here, because their keys lack `Fn::`. */
const FUNCTIONS = [
  'And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or',
  'Select', 'Split', 'Sub', 'ToJsonString', 'Transform',
];

/**
 * CloudFormation's short tags.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export const SHORT_TAGS = [
  ...shortTags('!Ref', 'Ref'),
  ...shortTags('!Condition', 'Condition'),
  ...FUNCTIONS.flatMap((name) => shortTags(`!${name}`, `Fn::${name}`)),
];

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
