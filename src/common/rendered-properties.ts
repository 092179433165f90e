import { CfnResource, Token } from 'aws-cdk-lib';

/**
 * The properties of a resource as the template has them, with everything that was written over them.
 *
 * Call it when the app is validated: it resolves lazy values, and CDK keeps what many of them come to.
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, any>> {
  // Marked as internal by CDK, which offers no other way to read overrides.
  const { Resources: resources } = resource.stack.resolve(resource._toCloudFormation());
  const [rendered] = Object.values<any>(resources);
  return rendered.Properties ?? {};
}

/**
 * One text property as in the template, by its name or by the path of names to it. Returns `given`, which still knows its
 * references, unless an override replaces it.
 */
export function renderedText(resource: CfnResource, property: string | string[], given: string | undefined): string | undefined {
  const rendered = [property].flat().reduce<any>((value, name) => value?.[name], renderedProperties(resource));
  const isGiven = JSON.stringify(rendered) === JSON.stringify(resource.stack.resolve(given));
  return isGiven ? given : rendered && Token.asString(rendered);
}
