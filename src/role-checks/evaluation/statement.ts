import { Condition, conditionsOf } from './conditions';
import { hasUnknown, textOf } from './text';
import { oncePer } from '../../common/once-per';

/** A policy as JSON. What a template leaves to the deployment may still be in it. */
export interface PolicyDocumentJson {
  readonly Version?: unknown;
  readonly Statement?: unknown;
  /** Whether it may be attached, and may not: only the deployment can tell. */
  readonly attachment?: 'maybe';
}

/** A statement with each of its elements optional, as people write them. */
export interface StatementElements {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

/** A statement read for evaluation. */
export interface Statement {
  readonly elements: StatementElements;
  /** Absent: chosen at deployment, by a parameter for one. */
  readonly effect?: string;
  readonly actions?: ActionPatterns;
  readonly notActions?: ActionPatterns;
  readonly resources?: string[];
  readonly notResources?: string[];
  readonly conditions: Condition[];
}

/** Action patterns in lower case: IAM does not tell upper and lower case apart in actions. */
export interface ActionPatterns {
  readonly names: Set<string>;
  readonly patterns: string[];
}

/** A document, also one in a text; one that is chosen at deployment counts as one statement of which nothing is known. */
export function documentOf(value: unknown): PolicyDocumentJson {
  if (typeof value === 'object' && value !== null) {
    return value;
  }
  try {
    // Atoms begin and end with characters that JSON has to escape.
    const read = JSON.parse(String(value).replace(/[\u0001-\u0004]/g, (mark) => `\\u000${mark.charCodeAt(0)}`));
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return { Statement: value };
  }
}

export type Effect = 'Allow' | 'Deny';

/**
 * The statements of a document, or those that may have an effect; of one that is chosen at deployment nothing is known,
 * not even its effect.
 */
export function statementsOf(document: PolicyDocumentJson, having: Effect | 'any' = 'any'): Statement[] {
  return readDocument(document)[having];
}

const readDocument = oncePer((document: PolicyDocumentJson): Record<Effect | 'any', Statement[]> => {
  const any = [document.Statement].flat()
    .map((statement) => (typeof statement === 'string' && hasUnknown(statement) ? {} : statement))
    .filter((statement) => typeof statement === 'object' && statement !== null)
    .map(readStatement);
  const may = (wanted: Effect) => any.filter(({ effect }) => effect === undefined || effect === wanted);
  return { any, Allow: may('Allow'), Deny: may('Deny') };
});

function readStatement(elements: StatementElements): Statement {
  return {
    elements,
    effect: typeof elements.Effect === 'string' && !hasUnknown(elements.Effect) ? elements.Effect : undefined,
    actions: actionsOf(elements.Action),
    notActions: actionsOf(elements.NotAction),
    resources: textsOf(elements.Resource),
    notResources: textsOf(elements.NotResource),
    conditions: conditionsOf(elements.Condition),
  };
}

function actionsOf(value: unknown): ActionPatterns | undefined {
  const texts = textsOf(value)?.map((text) => text.toLowerCase());
  return texts && { names: new Set(texts), patterns: texts.filter((text) => !/^[a-z0-9:-]*$/.test(text)) };
}

function textsOf(value: unknown): string[] | undefined {
  return value === undefined ? undefined : [value].flat().map((item) => textOf(item));
}
