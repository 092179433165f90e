import { CfnResource, Token } from 'aws-cdk-lib';

/**
 * The properties of a resource as the template has them, with everything that was written over them.
 *
 * Call it when the app is validated: it resolves lazy values, and CDK keeps what many of them come to.
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, any>> {
  return rendered(resource).Properties ?? {};
}

/** The logical id of the condition of a resource, also one that was written over it. Call it when the app is validated. */
export function renderedCondition(resource: CfnResource): string | undefined {
  return rendered(resource).Condition;
}

function rendered(resource: CfnResource): any {
  // Marked as internal by CDK, which offers no other way to read overrides.
  const { Resources: resources } = resource.stack.resolve(resource._toCloudFormation());
  return Object.values(resources)[0];
}

/**
 * One text property as in the template, by its name or by the path of names to it. Returns `given`, which still knows its
 * references, unless an override replaces it.
 */
export function renderedText(resource: CfnResource, property: string | string[], given: string | undefined): string | undefined {
  const value = [property].flat().reduce<any>((part, name) => part?.[name], renderedProperties(resource));
  const isGiven = JSON.stringify(value) === JSON.stringify(resource.stack.resolve(given));
  return isGiven ? given : value && Token.asString(value);
}
