import { Condition, conditionsOf } from './condition';
import { isWrittenLater } from './intrinsics';
import { Text } from './text';

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

/** Reads a statement of a policy of some version; of one that is perhaps not attached, nothing is certain. */
export function readStatement(elements: any, version: unknown, isCertain: boolean): Statement {
  const effect = elements.Effect instanceof Text ? elements.Effect.literal : elements.Effect;
  const isKnown = typeof effect === 'string';
  const isOpenVersion = version instanceof Text && version.literal === undefined;
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
    hasVariables: isOpenVersion || String(version) === '2012-10-17',
    isUncertain: !isKnown || !isCertain || isWrittenLater(elements) || (isOpenVersion && JSON.stringify(elements).includes('${')),
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

/** An action as it is compared: in lower case. */
export interface Action {
  readonly name: Text;
  readonly service: string;
}

export function actionOf(name: string): Action {
  return { name: Text.of(name.toLowerCase()), service: serviceOf(name) };
}

/** The service of an action, in lower case; nothing, if no colon ends it. */
function serviceOf(action: string): string {
  return action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase();
}

function textsOf(value: unknown): Text[] | undefined {
  return value === undefined ? undefined : [value].flat().map((item) => (item instanceof Text ? item : Text.of(String(item))));
}
