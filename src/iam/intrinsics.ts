import { OpenValue, Part, Text } from './text';

/** Where references and conditions lead. */
export interface Scope {
  ref(id: string): Text;
  attribute(id: string, name: string): Text;
  imported(name: Text): Text;
  output(stackName: Text, name: Text, place: { readonly region?: Text; readonly account?: Text }): Text | undefined;
  /** Whether a condition is true; `undefined` where that is left open. */
  isTrue(condition: string): boolean | undefined;
  /** A value of a mapping, which may be a list. */
  mapped(map: Text, key: Text, name: Text): unknown;
  /** What only a deployment can tell. */
  open(id: string): OpenValue;
  /** What is looked up at deployment: one value in each Region of an account. */
  lookedUp(id: string): OpenValue;
}

/** Longer texts than IAM takes: what doubles with every reference is left open. */
const MOST = 2 ** 14;

const LOOKUP = '{{resolve:';

/** What a value of a template comes to as a text. */
export function textIn(value: unknown, scope: Scope): Text {
  if (typeof value === 'string' && value.length <= MOST && !value.includes(LOOKUP)) {
    return Text.of(value);
  }
  const text = evaluated(value, scope);
  const length = text.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
  return length > MOST ? leftOpen(value, scope) : withLookups(text, scope);
}

/** What a value comes to, its intrinsics as texts, and without what `AWS::NoValue` takes out. */
export function valueIn(value: any, scope: Scope): any {
  if (Array.isArray(value)) {
    return value.map((item) => valueIn(item, scope)).filter((item) => item !== undefined);
  }
  if (typeof value === 'string') {
    return textIn(value, scope);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const call = callOf(value);
  if (call === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, valueIn(item, scope)]));
  }
  if (isNoValue(value)) {
    return undefined;
  }
  const branch = branchOf(call, scope);
  return branch === undefined ? listOf(value, scope) ?? textIn(value, scope) : valueIn(branch.value, scope);
}

interface Call {
  readonly name: string;
  readonly argument: any;
}

function callOf(value: object): Call | undefined {
  const names = Object.keys(value);
  const name = names[0];
  return names.length === 1 && (name === 'Ref' || name.startsWith('Fn::')) ? { name, argument: (value as any)[name] } : undefined;
}

function isNoValue(value: any): boolean {
  return value?.Ref === 'AWS::NoValue';
}

/** The branch that an `Fn::If` comes to, if that is known. */
function branchOf({ name, argument }: Call, scope: Scope): { readonly value: unknown } | undefined {
  const isTrue = name === 'Fn::If' && Array.isArray(argument) && argument.length > 0 ? scope.isTrue(String(argument[0])) : undefined;
  return isTrue === undefined ? undefined : { value: argument[isTrue ? 1 : 2] };
}

function evaluated(value: unknown, scope: Scope): Text {
  if (typeof value !== 'object' || value === null) {
    return Text.of(String(value));
  }
  const call = callOf(value);
  return (call && called(call, scope)) ?? leftOpen(value, scope);
}

/** What a call comes to that cannot be worked out. */
function leftOpen(value: unknown, scope: Scope): Text {
  return Text.of({ ...scope.open(canonical(value)), name: inWords(value), intrinsic: value });
}

/** A call as a message names it: its functions and arguments, without the punctuation of JSON. */
export function inWords(value: unknown): string {
  const words = (item: unknown): unknown[] => (typeof item === 'object' && item !== null
    ? Object.entries(item).flatMap(([key, one]) => [...(Array.isArray(item) || key === 'Ref' ? [] : [key]), ...words(one)])
    : [item]);
  return words(value).join(' ').replace(/[${}"]/g, '');
}

function called(call: Call, scope: Scope): Text | undefined {
  const { name, argument } = call;
  switch (name) {
    case 'Ref': return typeof argument === 'object' ? undefined : scope.ref(String(argument));
    case 'Fn::GetAtt': return attributeOf(argument, scope);
    case 'Fn::ImportValue': return scope.imported(textIn(argument, scope));
    case 'Fn::GetStackOutput': return outputOf(argument, scope);
    case 'Fn::Join': return joined(argument, scope);
    case 'Fn::Sub': return substituted(argument, scope);
    case 'Fn::Select': return selected(argument, scope);
    case 'Fn::FindInMap': return found(argument, scope);
    case 'Fn::If': {
      const branch = branchOf(call, scope);
      return branch && (isNoValue(branch.value) ? Text.of() : textIn(branch.value, scope));
    }
    default: return undefined;
  }
}

function attributeOf(argument: unknown, scope: Scope): Text | undefined {
  if (Array.isArray(argument) && argument.length === 2 && argument.every((part) => typeof part === 'string')) {
    return scope.attribute(argument[0], argument[1]);
  }
  const { literal } = Text.of(...[argument].flat().flatMap((part, index) => (index === 0 ? [textIn(part, scope)] : ['.', textIn(part, scope)])));
  return literal === undefined ? undefined : attributeAt(literal, scope);
}

function attributeAt(path: string, scope: Scope): Text {
  const [id, ...name] = path.split('.');
  return scope.attribute(id, name.join('.'));
}

function outputOf(argument: any, scope: Scope): Text | undefined {
  const [stackName, name] = [argument?.StackName, argument?.OutputName].map((part) => textIn(part, scope));
  // The Region and the account of the caller, unless it says another or takes on a role of another.
  return scope.output(stackName, name, {
    ...(argument?.Region === undefined ? {} : { region: textIn(argument.Region, scope) }),
    ...(argument?.RoleArn === undefined ? {} : { account: textIn(argument.RoleArn, scope).split(':')?.[4] ?? Text.of(scope.open(canonical(argument.RoleArn))) }),
  });
}

function joined(argument: any, scope: Scope): Text | undefined {
  const [delimiter, list] = Array.isArray(argument) ? argument : [];
  const texts = listOf(list, scope);
  return texts && Text.of(...texts.flatMap((text, index) => (index === 0 ? [text] : [String(delimiter), text])));
}

/** `${!Literal}` is text; policy variables are written so. */
function substituted(argument: any, scope: Scope): Text | undefined {
  const [template, variables] = [argument].flat();
  return typeof template === 'object' ? undefined : Text.of(...String(template).split(/\$\{([^}]*)\}/).map((piece, index) => {
    const name = piece.trim();
    if (index % 2 === 0) {
      return piece;
    }
    if (name.startsWith('!')) {
      return `\${${name.slice(1)}}`;
    }
    if (Object.hasOwn(Object(variables), name)) {
      return textIn(variables[name], scope);
    }
    return name.includes('.') ? attributeAt(name, scope) : scope.ref(name);
  }));
}

function selected(argument: any, scope: Scope): Text | undefined {
  const [index, list] = Array.isArray(argument) ? argument : [];
  const items = listOf(list, scope);
  if (items !== undefined) {
    return items[Number(textIn(index, scope).literal)];
  }
  const split = list?.['Fn::Split'];
  return Array.isArray(split) ? Text.of(pieceOf(argument, String(split[0]), textIn(split[1], scope))) : undefined;
}

/** The same piece of the same text is the same value, wherever it is cut out. */
function pieceOf(argument: any, delimiter: string, text: Text): OpenValue {
  const [index] = argument;
  return {
    kind: 'chosen',
    id: `piece ${canonical(index)} between ${delimiter} of ${text.key}`,
    name: inWords({ 'Fn::Select': argument }),
    intrinsic: { 'Fn::Select': argument },
    pieceOf: { text, delimiter, index: Number(index) },
  };
}

function found(argument: any, scope: Scope): Text | undefined {
  const [map, key, name] = Array.isArray(argument) ? argument.map((part) => textIn(part, scope)) : [];
  const value = name && scope.mapped(map, key, name);
  return value === undefined || Array.isArray(value) ? undefined : textIn(value, scope);
}

/** The items of a list that is written out, split from a text, mapped or chosen; `undefined` where they are not known. */
function listOf(value: any, scope: Scope): Text[] | undefined {
  if (Array.isArray(value)) {
    return value.filter((item) => !isNoValue(item)).map((item) => textIn(item, scope));
  }
  const call = typeof value === 'object' && value !== null ? callOf(value) : undefined;
  if (call?.name === 'Fn::Split' && Array.isArray(call.argument)) {
    const [delimiter, text] = call.argument;
    return textIn(text, scope).split(String(delimiter));
  }
  if (call?.name === 'Fn::FindInMap' && Array.isArray(call.argument)) {
    const [map, key, name] = call.argument.map((part) => textIn(part, scope));
    const list = name && scope.mapped(map, key, name);
    return Array.isArray(list) ? listOf(list, scope) : undefined;
  }
  const branch = call && branchOf(call, scope);
  return branch && listOf(branch.value, scope);
}

/** A value that is looked up at deployment, such as `{{resolve:ssm:/name}}`, is open. */
function withLookups(text: Text, scope: Scope): Text {
  if (!text.parts.some((part) => typeof part === 'string' && part.includes(LOOKUP))) {
    return text;
  }
  const parts: Part[] = [];
  let lookup: Part[] | undefined;
  for (const piece of text.parts.flatMap((part): Part[] => (typeof part === 'string' ? part.split(/(\{\{resolve:|\}\})/) : [part]))) {
    if (piece === LOOKUP) {
      lookup = [...lookup ?? [], piece];
    } else if (piece === '}}' && lookup !== undefined) {
      const whole = Text.of(...lookup, piece);
      parts.push({ ...scope.lookedUp(`lookup ${whole.key}`), name: whole.toString() });
      lookup = undefined;
    } else {
      (lookup ?? parts).push(piece);
    }
  }
  return Text.of(...parts, ...lookup ?? []);
}

/** Whether a transform or a loop writes into a piece of a template, so that nobody can read all of it before the deployment. */
export function isWrittenLater(piece: unknown): boolean {
  return typeof piece === 'object' && piece !== null && Object.keys(piece).some((key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach::'));
}

/** JSON that does not depend on the order of keys, nor on the two ways to write `Fn::GetAtt`. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (key, item) => {
    if (key === 'Fn::GetAtt' && typeof item === 'string') {
      return item.split('.');
    }
    return typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.keys(item).sort().map((name) => [name, item[name]]))
      : item;
  });
}
