import { CfnResource, Stack } from 'aws-cdk-lib';

/**
 * The properties of a resource as the template has them, with everything that was written over them.
 *
 * To be called when the app is validated: it resolves lazy values, and CDK keeps what many of them come to.
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, any>> {
  const { Resources: resources } = Stack.of(resource).resolve(resource._toCloudFormation());
  const [rendered] = Object.values<any>(resources);
  return rendered.Properties ?? {};
}
