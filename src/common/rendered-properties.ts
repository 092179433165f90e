import { CfnResource, Token } from 'aws-cdk-lib';

/** The properties of a resource as they stand in the template, with what `addPropertyOverride` has written over them. */
export function renderedProperties(resource: CfnResource): Record<string, any> {
  // CDK keeps this to itself, and has no other way to see overrides.
  const { Resources } = resource.stack.resolve((resource as any)._toCloudFormation());
  return Object.values<any>(Resources)[0].Properties ?? {};
}

/** A text among the properties as it stands in the template, with its references as long as it is not written over. */
export function renderedText(resource: CfnResource, property: string, given: string | undefined): string | undefined {
  const rendered = renderedProperties(resource)[property];
  const isGiven = JSON.stringify(rendered) === JSON.stringify(resource.stack.resolve(given));
  return isGiven ? given : rendered && Token.asString(rendered);
}
