import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { StatementJson } from './documented-statements';
import { oncePer } from './once-per';

/** Partition, Region and account of a stack, where they are tokens: what they come to, and how to find them in a text. */
interface Place {
  readonly rendered: Map<string, Piece>;
  readonly pattern: RegExp;
}

/** What stands in a text, and in the place of a token what it comes to. */
type Piece = string | { readonly Ref: string };

/**
 * A statement with partition, Region and account of its stack as the template will have them, in ARNs and conditions in
 * which nothing else is left to the deployment.
 *
 * A synthesis resolves every token several times, and most of those in a documented policy are these. They always come
 * to the same: unlike a reference to a resource, which may be renamed or moved until the end.
 */
export function withRenderedPlace(scope: IConstruct, statement: StatementJson): StatementJson {
  const place = placeOf(Stack.of(scope));
  if (place.rendered.size === 0) {
    return statement;
  }
  const { Resource, NotResource, Condition } = statement;
  return {
    ...statement,
    ...Resource !== undefined && { Resource: rendered(Resource, place) },
    ...NotResource !== undefined && { NotResource: rendered(NotResource, place) },
    ...Condition !== undefined && { Condition: rendered(Condition, place) },
  };
}

const placeOf = oncePer((stack: Stack): Place => {
  const tokens = [stack.partition, stack.region, stack.account].filter((part) => Token.isUnresolved(part));
  return {
    rendered: new Map(tokens.map((token) => [token, stack.resolve(token)])),
    pattern: new RegExp(`(${tokens.map((token) => token.replace(/[^\w]/g, '\\$&')).join('|')})`),
  };
});

function rendered(json: any, place: Place): any {
  if (typeof json === 'string') {
    return Token.isUnresolved(json) ? renderedText(json, place) : json;
  }
  return Array.isArray(json)
    ? json.map((item) => rendered(item, place))
    : Object.fromEntries(Object.entries(json).map(([key, item]) => [key, rendered(item, place)]));
}

function renderedText(text: string, place: Place): unknown {
  const pieces = text.split(place.pattern).filter((piece) => piece !== '').map((piece) => place.rendered.get(piece) ?? piece);
  if (pieces.some((piece) => Token.isUnresolved(piece))) {
    return text;
  }
  return pieces.length === 1 ? pieces[0] : { 'Fn::Join': ['', pieces] }; // as CDK writes it
}
