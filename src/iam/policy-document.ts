import { Effect, readStatement, Statement } from './statement';
import { Text } from './text';

/** A policy as JSON, with texts for what a template leaves to the deployment. */
export interface PolicyDocumentJson {
  readonly Version?: unknown;
  readonly Statement?: unknown;
}

/** A policy. Its statements are read, and sorted by effect and service, once somebody asks for them. */
export class PolicyDocument {
  /** A policy, also one in a text. One that is chosen at deployment is one statement of which nothing is known. */
  public static of(value: unknown): PolicyDocument {
    if (typeof value === 'object' && value !== null && !(value instanceof Text)) {
      return new PolicyDocument(value);
    }
    const text = value instanceof Text ? value : Text.of(String(value));
    const json = parsed(text);
    if (json === undefined) {
      return new PolicyDocument({ Statement: text });
    }
    return new PolicyDocument(typeof json === 'object' && json !== null && !(json instanceof Text) ? json : {});
  }

  private read?: readonly Statement[];
  private readonly sorted: Record<Effect, Map<string, readonly Statement[]>> = { Allow: new Map(), Deny: new Map() };

  private constructor(public readonly json: PolicyDocumentJson, private readonly isAttached = true) {}

  /** The same policy where only the deployment can tell if it is attached. */
  public perhaps(): PolicyDocument {
    return new PolicyDocument(this.json, false);
  }

  public get statements(): readonly Statement[] {
    return this.read ??= this.readStatements();
  }

  /** The statements that may have an effect on actions of a service. One whose effect is chosen at deployment may have any. */
  public about(effect: Effect, service: string): readonly Statement[] {
    const known = this.sorted[effect].get(service);
    if (known !== undefined) {
      return known;
    }
    const found = this.statements.filter(({ effect: own, actions }) =>
      (own === undefined || own === effect) && actions?.services?.has(service) !== false);
    this.sorted[effect].set(service, found);
    return found;
  }

  private readStatements(): Statement[] {
    return [this.json.Statement].flat()
      .map((statement) => (statement instanceof Text && statement.literal === undefined ? {} : statement))
      .filter((statement) => typeof statement === 'object' && statement !== null && !(statement instanceof Text))
      .map((statement) => readStatement(statement, this.json.Version, this.isAttached));
  }
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
