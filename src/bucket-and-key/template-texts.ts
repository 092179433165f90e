import { Stack, Token } from 'aws-cdk-lib';
import { partitionOf } from '../common/environment-location';
import { Scope, textIn, valueIn } from '../iam/intrinsics';
import { OpenKind, OpenValue, Text } from '../iam/text';

/**
 * JSON of a stack as `iam/` reads it: its texts are `Text`, and what only the deployment knows is open in them.
 *
 * Pseudo parameters are the same value in every stack: a statement is the same statement wherever it is written.
 */
export function templateTexts(stack: Stack, json: unknown): any {
  return renderedTexts(stack, stack.resolve(json));
}

/** The same of JSON that has no tokens left. */
export function renderedTexts(stack: Stack, json: unknown): any {
  return valueIn(json, scopeOf(stack));
}

/** One text of a stack. One that gives nothing, such as a `Lazy` whose value is not there yet, could be anything. */
export function templateText(stack: Stack, value: string): Text {
  return Token.isUnresolved(value) ? templateTexts(stack, value) ?? Text.of(open(value)) : textIn(value, scopeOf(stack));
}

function scopeOf({ region, account }: Stack): Scope {
  const pseudoParameters: Record<string, () => Text> = {
    'AWS::Partition': () => literalOr(partitionOf(region), 'AWS::Partition', 'name'),
    'AWS::Region': () => literalOr(region, 'AWS::Region', 'name'),
    'AWS::AccountId': () => literalOr(account, 'AWS::AccountId', 'account'),
  };
  return {
    ref: (id) => pseudoParameters[id]?.() ?? Text.of(open(id)),
    attribute: (id, name) => Text.of(open(`${id}.${name}`)),
    imported: (name) => Text.of(open(`import of ${name.key}`)),
    open,
    lookedUp: open,
    output: () => undefined,
    isTrue: () => undefined,
    mapped: () => undefined,
  };
}

function literalOr(value: string | undefined, id: string, kind: OpenKind): Text {
  return value === undefined || Token.isUnresolved(value) ? Text.of({ ...open(id), kind }) : Text.of(value);
}

function open(id: string): OpenValue {
  return { kind: 'chosen', id, name: id };
}
