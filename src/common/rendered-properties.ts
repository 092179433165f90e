import { CfnResource, Token } from 'aws-cdk-lib';

/** The properties of a resource as in the template, with the overrides of `addPropertyOverride`. */
export function renderedProperties(resource: CfnResource): Record<string, any> {
  // Internal to CDK, which offers no public way to read overrides.
  const { Resources } = resource.stack.resolve((resource as any)._toCloudFormation());
  return Object.values<any>(Resources)[0].Properties ?? {};
}

/** One text property as in the template. Returns `given`, which still knows its references, unless an override replaces it. */
export function renderedText(resource: CfnResource, property: string, given: string | undefined): string | undefined {
  const rendered = renderedProperties(resource)[property];
  const isGiven = JSON.stringify(rendered) === JSON.stringify(resource.stack.resolve(given));
  return isGiven ? given : rendered && Token.asString(rendered);
}
