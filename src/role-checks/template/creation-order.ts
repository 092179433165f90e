import { TemplateResource } from './template';

/** Whether CloudFormation creates a resource only once the other of the same template is there. */
export function waitsFor({ resources }: { readonly resources: Record<string, TemplateResource> }, logicalId: string, other: string): boolean {
  const reached = new Set([logicalId]);
  for (const id of reached) {
    referencesOf(resources[id]).forEach((next) => reached.add(next));
  }
  return reached.has(other);
}

/** Everything that a piece of a template refers to, as a dependency or in its values. */
function referencesOf(value: unknown): string[] {
  return Object.entries<any>(typeof value === 'object' ? value ?? {} : {}).flatMap(([key, item]) => {
    switch (key) {
      case 'Ref':
      case 'DependsOn': return [item].flat();
      case 'Fn::GetAtt': return [String([item].flat()[0]).split('.')[0]];
      case 'Fn::Sub': {
        const [text, variables] = [item].flat();
        return [...substituted(text).filter((name) => !(name in Object(variables))), ...referencesOf(item)];
      }
      default: return referencesOf(item);
    }
  });
}

function substituted(template: unknown): string[] {
  return [...String(template).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.trim().split('.')[0]);
}
