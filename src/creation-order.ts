import { CfnResource, Stack, TreeInspector } from 'aws-cdk-lib';
import { referencedConstructs } from './references';

/**
 * Whether CloudFormation creates a resource only after another one, because it refers to it or depends on it, directly
 * or through others. Of stacks, whether any part of the resource's stack needs any part of the other's.
 */
export function comesAfter(resource: CfnResource, target: CfnResource): boolean {
  return resource.stack === target.stack
    ? reaches(resource, needsOf, target)
    : reaches(resource.stack, stacksNeededBy, target.stack);
}

function reaches<T>(start: T, nextOf: (node: T) => T[], target: T): boolean {
  const seen = new Set([start]);
  for (const node of seen) {
    nextOf(node).forEach((next) => seen.add(next)); // a set goes on to what is added meanwhile
  }
  return seen.has(target);
}

function stacksNeededBy(stack: Stack): Stack[] {
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource).filter((resource) => resource.stack === stack);
  return [...stack.dependencies, ...resources.flatMap(needsOf).map((needed) => needed.stack)];
}

/** The resources that a resource refers to in its properties, and those that it, or a construct around it, depends on. */
function needsOf(resource: CfnResource): CfnResource[] {
  const dependencies = resource.node.scopes.flatMap(({ node }) => node.dependencies).flatMap(({ node }) => node.findAll());
  return [...referencedConstructs(resource, propertiesOf(resource)), ...dependencies, ...resource.obtainDependencies()]
    .filter((needed): needed is CfnResource => CfnResource.isCfnResource(needed));
}

/** The properties as CDK's inspectors see them; every L1 construct has them. */
function propertiesOf(resource: CfnResource): unknown {
  const inspector = new TreeInspector();
  (resource as Partial<{ inspect(to: TreeInspector): void }>).inspect?.(inspector);
  return inspector.attributes['aws:cdk:cloudformation:props'];
}
