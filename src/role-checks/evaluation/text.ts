/**
 * Values of a template as text that can be compared. What only a deployment can tell stays in the text as an atom: a
 * stretch that equals itself and nothing else, written so that it survives splitting and holds no wildcard.
 */

const ATOM = /([\u0001\u0002\u0004])([^\u0003]*)\u0003/g;

/** Where references lead, and `undefined` where a deployment alone can tell. */
export interface Scope {
  ref(id: string): string | undefined;
  attribute(id: string, name: string): string | undefined;
  imported(name: string): string | undefined;
  output(stackName: string, name: string, place: { readonly region?: string; readonly account?: string }): string | undefined;
}

const NOWHERE: Scope = { ref: () => undefined, attribute: () => undefined, imported: () => undefined, output: () => undefined };

/** What CloudFormation will make up: nobody can write it out beforehand, and it holds neither colon nor slash. */
export function generated(name: string): string {
  return `\u0001${encoded(name)}\u0003`;
}

/** What could be anything. */
export function unknown(name: string): string {
  return `\u0002${encoded(name)}\u0003`;
}

/** What could be anything without a colon or a slash, such as a part of an ARN. */
export function unknownPart(name: string): string {
  return `\u0004${encoded(name)}\u0003`;
}

/** What a pseudo parameter comes to where the deployment is not known. */
export function pseudoParameter(name: string): string {
  return unknownPart(name);
}

/** Whether an atom stands for where things are deployed. */
export function isPseudoParameter(name: string): boolean {
  return name.startsWith('AWS::');
}

/** Whether a text is one generated name and nothing else. */
export function isGenerated(text: string): boolean {
  return text.startsWith('\u0001') && text.indexOf('\u0003') === text.length - 1;
}

export function hasUnknown(text: string): boolean {
  return /[\u0002\u0004]/.test(text);
}

export function hasAtoms(text: string): boolean {
  return text.includes('\u0003');
}

/** What an atom stands for: a generated name, any part of an ARN, any text. */
export type AtomKind = 'generated' | 'part' | 'unknown';

const KINDS: Record<string, AtomKind> = { '\u0001': 'generated', '\u0002': 'unknown', '\u0004': 'part' };

/** The text with something else in the place of its atoms. */
export function replaceAtoms(text: string, replacement: (name: string, kind: AtomKind) => string): string {
  return text.replace(ATOM, (_, mark, name) => replacement(decodeURIComponent(name), KINDS[mark]));
}

/** The text as people read it, what only a deployment can tell as in `Fn::Sub`; dynamic references as they are written. */
export function show(text: string): string {
  return replaceAtoms(text, (name) => (name.startsWith('{{') ? show(name) : `\${${name.replace(/^\d+#/, '')}}`));
}

/** A value that holds texts as JSON to paste, what only a deployment can tell as in `Fn::Sub`. */
export function showJson(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'string' ? show(item) : item));
}

/** A value that is looked up at deployment, written as text, such as `{{resolve:ssm:/name}}`. */
const DYNAMIC_REFERENCE = /\{\{resolve:[^{}]*\}\}/g;

/** Intrinsics evaluated as far as the scope goes: equal values come to equal texts, however they are put together. */
export function textOf(value: unknown, scope: Scope = NOWHERE): string {
  const text = evaluated(value, scope);
  // Stryker disable next-line StringLiteral: a text without a dynamic reference comes out as it is, after a search
  return text.includes('{{resolve:') ? text.replace(DYNAMIC_REFERENCE, (reference) => unknown(reference)) : text;
}

function evaluated(value: unknown, scope: Scope): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [name, argument] = Object.entries(value).flat();
  switch (name) {
    case 'Ref': return refText(String(argument), scope);
    case 'Fn::GetAtt': return attributeText([argument].flat().map((part) => textOf(part, scope)).join('.'), scope);
    case 'Fn::ImportValue': return importedText(textOf(argument, scope), scope);
    case 'Fn::GetStackOutput': return outputText(value, argument, scope);
    case 'Fn::Join': return joinText(argument, scope);
    case 'Fn::Sub': return subText(argument, scope);
    case 'Fn::Select': return selectText(value, argument, scope);
    default: return unknown(canonical(value));
  }
}

function refText(id: string, scope: Scope): string {
  return scope.ref(id) ?? (isPseudoParameter(id) ? pseudoParameter(id) : unknown(id));
}

function outputText(whole: unknown, argument: any, scope: Scope): string {
  const [stackName, name] = [argument?.StackName, argument?.OutputName].map((part) => textOf(part, scope));
  // The Region and the account of the caller, unless it says another or takes on a role of another.
  const place = {
    ...(argument?.Region === undefined ? {} : { region: textOf(argument.Region, scope) }),
    ...(argument?.RoleArn === undefined ? {} : { account: textOf(argument.RoleArn, scope).split(':')[4] ?? unknown(canonical(argument.RoleArn)) }),
  };
  return scope.output(stackName, name, place) ?? unknown(canonical(whole));
}

function attributeText(path: string, scope: Scope): string {
  const [id, ...name] = path.split('.');
  return scope.attribute(id, name.join('.')) ?? unknown(path);
}

function importedText(name: string, scope: Scope): string {
  return scope.imported(name) ?? unknown(`Fn::ImportValue ${name}`);
}

function joinText(argument: any, scope: Scope): string {
  const [delimiter, parts] = [argument].flat();
  return Array.isArray(parts)
    ? parts.map((part) => textOf(part, scope)).join(String(delimiter))
    : unknown(canonical({ 'Fn::Join': argument }));
}

function subText(argument: any, scope: Scope): string {
  const [template, variables] = [argument].flat();
  return String(template).replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const reference = name.trim();
    if (reference.startsWith('!')) {
      return `\${${reference.slice(1)}}`;
    }
    if (variables?.[reference] !== undefined) {
      return textOf(variables[reference], scope);
    }
    return reference.includes('.') ? attributeText(reference, scope) : refText(reference, scope);
  });
}

/** `Fn::Select` of a list, or of an ARN that is cut at its colons and slashes, where the text is known well enough to be cut. */
function selectText(whole: unknown, argument: any, scope: Scope): string {
  const [index, list] = [argument].flat(1);
  const items = Array.isArray(list) ? list.map((item) => textOf(item, scope)) : splitText(list?.['Fn::Split'], scope);
  return items?.[Number(index)] ?? unknown(canonical(whole));
}

function splitText(argument: unknown, scope: Scope): string[] | undefined {
  if (!Array.isArray(argument)) {
    return undefined;
  }
  const [delimiter, value] = argument;
  const text = textOf(value, scope);
  const cuttable = !text.includes('\u0002') && (!/[\u0001\u0004]/.test(text) || delimiter === ':' || delimiter === '/');
  return cuttable ? text.split(delimiter) : undefined;
}

function encoded(name: string): string {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('*', '%2A');
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
