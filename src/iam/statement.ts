import { Condition, conditionsOf } from './condition';
import { isWrittenLater } from './intrinsics';
import { Text } from './text';

/** A policy as JSON, with texts for what a template leaves to the deployment. */
export interface PolicyDocumentJson {
  readonly Version?: unknown;
  readonly Statement?: unknown;
  /** Whether only the deployment can tell if it is attached. */
  readonly attachment?: 'maybe';
}

export type Effect = 'Allow' | 'Deny';

/** A statement read for evaluation. */
export interface Statement {
  /** As it is written, for people. */
  readonly elements: Readonly<Record<string, unknown>>;
  /** Absent: chosen at deployment. */
  readonly effect?: string;
  /** In lower case, as IAM does not tell upper and lower case apart in actions. */
  readonly actions?: Actions;
  readonly notActions?: Actions;
  readonly resources?: Text[];
  readonly notResources?: Text[];
  readonly principal?: unknown;
  readonly notPrincipal?: unknown;
  readonly conditions: Condition[];
  /** Whether the version of the policy knows variables. */
  readonly hasVariables: boolean;
  /** Whether only the deployment can tell that it counts, and for what. */
  readonly isUncertain: boolean;
}

/** Actions to look up, and patterns to compare. */
export interface Actions {
  readonly names: ReadonlySet<string>;
  readonly patterns: Text[];
  /** The services that they are of, such as `s3`. Absent: they may be of any. */
  readonly services?: ReadonlySet<string>;
}

/** The statements of a document, sorted by effect and service once somebody asks for them. */
class Statements {
  private readonly sorted: Record<Effect, Map<string, Statement[]>> = { Allow: new Map(), Deny: new Map() };

  constructor(public readonly all: Statement[]) {}

  /** Those that may have an effect on actions of a service. One whose effect is chosen at deployment may have any. */
  public about(effect: Effect, service: string): Statement[] {
    const known = this.sorted[effect].get(service);
    if (known !== undefined) {
      return known;
    }
    const found = this.all.filter(({ effect: own, actions }) => (own === undefined || own === effect) && actions?.services?.has(service) !== false);
    this.sorted[effect].set(service, found);
    return found;
  }
}

const read = new WeakMap<object, Statements>();

/** The statements of a document. */
export function statementsOf(document: PolicyDocumentJson): Statement[] {
  return onceRead(document).all;
}

/** The statements of a document that may have an effect on actions of a service. */
export function statementsAbout(document: PolicyDocumentJson, effect: Effect, service: string): Statement[] {
  return onceRead(document).about(effect, service);
}

function onceRead(document: PolicyDocumentJson): Statements {
  const statements = read.get(document) ?? readStatements(document);
  read.set(document, statements);
  return statements;
}

function readStatements(document: PolicyDocumentJson): Statements {
  return new Statements([document.Statement].flat()
    .map((statement) => (statement instanceof Text && statement.literal === undefined ? {} : statement))
    .filter((statement) => typeof statement === 'object' && statement !== null && !(statement instanceof Text))
    .map((statement) => readStatement(statement, document)));
}

/** A document, also one in a text; one that is chosen at deployment is one statement of which nothing is known. */
export function documentOf(value: unknown): PolicyDocumentJson {
  if (typeof value === 'object' && value !== null && !(value instanceof Text)) {
    return value;
  }
  const text = value instanceof Text ? value : Text.of(String(value));
  const document = parsed(text);
  if (document === undefined) {
    return { Statement: text };
  }
  return typeof document === 'object' && document !== null && !(document instanceof Text) ? document : {};
}

/** What a text says in JSON, with its open values in the place where they stood. Nothing if it is no JSON. */
export function parsed(text: Text): any {
  const open = text.openValues;
  const mark = '\u0000';
  const marked = text.literals.join('').includes(mark)
    ? undefined
    : text.parts.map((part) => (typeof part === 'string' ? part : `\\u0000${open.indexOf(part)}\\u0000`)).join('');
  try {
    return JSON.parse(marked!, (_, value) => (typeof value === 'string'
      ? Text.of(...value.split(mark).map((piece, index) => (index % 2 === 0 ? piece : open[Number(piece)])))
      : value));
  } catch {
    return undefined;
  }
}

function readStatement(elements: any, { Version, attachment }: PolicyDocumentJson): Statement {
  const effect = elements.Effect instanceof Text ? elements.Effect.literal : elements.Effect;
  const isKnown = typeof effect === 'string';
  return {
    elements,
    effect: isKnown ? effect : undefined,
    actions: actionsOf(elements.Action),
    notActions: actionsOf(elements.NotAction),
    resources: textsOf(elements.Resource),
    notResources: textsOf(elements.NotResource),
    principal: elements.Principal,
    notPrincipal: elements.NotPrincipal,
    conditions: conditionsOf(elements.Condition),
    // Before this version `${` was like any other text.
    hasVariables: String(Version) === '2012-10-17',
    isUncertain: !isKnown || attachment === 'maybe' || isWrittenLater(elements),
  };
}

function actionsOf(value: unknown): Actions | undefined {
  if (value === undefined) {
    return undefined;
  }
  const names = new Set<string>();
  const patterns: Text[] = [];
  const services = new Set<string>();
  for (const text of textsOf(value)!) {
    const [first] = text.parts;
    services.add(typeof first === 'string' ? serviceOf(first) : '');
    if (text.literal !== undefined) {
      names.add(text.literal.toLowerCase());
    }
    if (text.literal === undefined || /[^A-Za-z0-9:-]/.test(text.literal)) {
      patterns.push(text.toLowerCase());
    }
  }
  return { names, patterns, services: [...services].every((service) => /^[a-z0-9-]+$/.test(service)) ? services : undefined };
}

/** The service of an action, in lower case; nothing, if no colon ends it. */
export function serviceOf(action: string): string {
  return action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase();
}

function textsOf(value: unknown): Text[] | undefined {
  return value === undefined ? undefined : [value].flat().map((item) => (item instanceof Text ? item : Text.of(String(item))));
}
