import { CfnResource, IResolvable, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { referenceTarget } from './references';

/**
 * The properties of a resource as the template has them, with everything that was written over them.
 *
 * Call it when the app is validated: it resolves lazy values, and CDK keeps what many of them come to.
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, any>> {
  // Marked as internal by CDK, which offers no other way to read them.
  const { Resources: resources } = resource.stack.resolve(resource._toCloudFormation());
  // Some resources are left out of the template, such as a policy without statements.
  const [rendered] = Object.values<any>(resources ?? {});
  return rendered?.Properties ?? {};
}

/** The logical id of the condition of a resource as it is now, also one that was written over it. */
export function renderedCondition(resource: CfnResource): string | undefined {
  const { stack, cfnOptions: { condition } } = resource;
  const written = writtenOver(resource);
  return stack.resolve('Condition' in written ? written.Condition : condition?.logicalId);
}

/**
 * One text property as it is now, by its name or by the path of names to it: `given`, unless an override replaces it. Both
 * still know what they refer to, and nothing is resolved, so the function can be called at any time. JSON of the template, which
 * JavaScript can give for a text, is a token.
 */
export function renderedText(resource: CfnResource, property: string | string[], given: string | undefined): string | undefined {
  let written: unknown = writtenOver(resource).Properties ?? {};
  for (const name of [property].flat()) {
    if (isMembers(written) && !(name in written)) {
      return asText(given);
    }
    // Nobody knows the members of a value that is chosen at deployment.
    written = isMembers(written) ? written[name] : isChosenLater(written) ? written : undefined;
  }
  return asText(written);
}

function asText(value: unknown): string | undefined {
  return value === undefined ? undefined : Token.asString(value);
}

/** Reads one text property of a resource, like `renderedText`. */
export type ReadText = (resource: CfnResource, property: string, given: string | undefined) => string | undefined;

/**
 * One text property as the template has it: undefined if it is left out there, and with the literals that its tokens come to.
 *
 * Call it when the app is validated, because CDK keeps what many lazy values come to.
 */
export function finalText(resource: CfnResource, property: string | string[], given: string | undefined): string | undefined {
  const text = currentText(resource, property, given);
  return text && withLiterals(resource.stack, text);
}

/** One text property as it is now: undefined if the template leaves out what it has now. */
export function currentText(resource: CfnResource, property: string | string[], given: string | undefined): string | undefined {
  return presentText(resource, renderedText(resource, property, given));
}

/** A text, unless a property with it is left out of the template. */
export function presentText({ stack }: CfnResource, text: string | undefined): string | undefined {
  return isLeftOut(stack, text) ? undefined : text;
}

/** Whether a property with this value is left out of the template. A reference never is, and CDK may refuse to resolve one to another account or Region. */
export function isLeftOut(stack: Stack, text: string | undefined): boolean {
  if (text !== undefined && referenceTarget(text) !== undefined) {
    return false;
  }
  const value = stack.resolve(text);
  return value === undefined || value.Ref === 'AWS::NoValue';
}

/** A text with the literals that its tokens come to. What only the deployment knows stays a token. */
export function withLiterals(stack: Stack, text: string): string {
  const literalOr = (token: IResolvable) => {
    const value = stack.resolve(token);
    return typeof value === 'string' ? value : token;
  };
  return Tokenization.reverseString(text).mapTokens({ mapToken: literalOr }).join({ join: (left, right) => `${left}${right}` });
}

/** Whether an override is of single members, not of a value that only the deployment knows. */
function isMembers(written: unknown): written is Record<string, unknown> {
  return Object(written) === written && !isChosenLater(written);
}

/** Whether a value is a token, or a function of CloudFormation. */
function isChosenLater(written: unknown): boolean {
  return Token.isUnresolved(written) || Object.keys(Object(written)).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}

/** What was written over the properties and attributes of a resource, by their names in the template. Values can be tokens. */
export function writtenOver(resource: CfnResource): Readonly<Record<string, any>> {
  // Private in CDK, which offers no other way to read overrides with their references.
  return (resource as unknown as { readonly rawOverrides: Record<string, any> }).rawOverrides;
}
