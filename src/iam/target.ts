import { Context, holds, RequestContext } from './condition';
import { match } from './matching/matching';
import { resourcePattern } from './matching/pattern';
import { isAbout, Principal } from './principal';
import { Effect, Statement } from './statement';
import { Text, TextLike, textOf } from './text';
import { both, every, not, some, Truth } from './truth';

/** A request but for its action. */
export interface RequestTarget {
  /** The ARN of a resource, or `*` where the action has none. */
  readonly resource: TextLike;
  /** What is known of the request, by condition key. */
  readonly context?: RequestContext;
  /** Who makes it. Absent: the one whose policies are looked at. */
  readonly principal?: Principal;
}

const NOTHING_KNOWN: RequestContext = {};

/** What requests are about. Whether a statement covers it is worked out once, and holds for every action. */
export class Target {
  public readonly resource: Text;
  public readonly context: Context;
  public readonly principal?: Principal;
  private readonly covered: Record<Effect, Map<Statement, Truth>> = { Allow: new Map(), Deny: new Map() };

  /** Of a complete target every condition key is known, while a condition key of another may have any value. */
  constructor({ resource, context = NOTHING_KNOWN, principal }: RequestTarget, isComplete: boolean) {
    this.resource = textOf(resource);
    this.context = new Context(context, isComplete);
    this.principal = principal;
  }

  /** Whether a statement that may have an effect covers the target, but for its actions. */
  public isCoveredBy(effect: Effect, statement: Statement): Truth {
    const known = this.covered[effect].get(statement) ?? this.cover(effect, statement);
    this.covered[effect].set(statement, known);
    return known;
  }

  private cover(effect: Effect, statement: Statement): Truth {
    const { resources, notResources, conditions, hasVariables, isUncertain } = statement;
    let result: Truth = isUncertain ? 'could be' : 'yes';
    if (this.principal !== undefined) {
      result = both(result, isAbout(statement, this.principal));
    }
    if (resources !== undefined && result !== 'no') {
      result = both(result, this.isNamedIn(resources, effect === 'Allow' ? this.resource : this.anyResource, hasVariables));
    }
    if (notResources !== undefined && result !== 'no') {
      result = both(result, not(this.isNamedIn(notResources, this.anyResource, hasVariables)));
    }
    return result === 'no' ? result : both(result, every(conditions, (condition) => holds(condition, this.context, hasVariables)));
  }

  /** The resource where something of it is enough: in what denies, and in what is excepted. */
  public get anyResource(): Text {
    return this.resource.once(anyOf);
  }

  private isNamedIn(texts: readonly Text[], resource: Text, hasVariables: boolean): Truth {
    const variables = hasVariables ? this.context.variables : undefined;
    return some(texts, (text) => match(resourcePattern(text, variables), resource).truth);
  }
}

/** The text with any one of its kind in the place of every one. */
function anyOf(text: Text): Text {
  return text.replaceOpen((open) => (open.each === undefined ? open : { ...open, kind: open.each }));
}
