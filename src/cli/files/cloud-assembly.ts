import { existsSync } from 'fs';
import { join } from 'path';
import { isObject } from './template-body';
import { UsageError } from '../usage-error';

/** Some templates of one app. Those of a cloud assembly have its folder. */
export interface AppTemplates {
  readonly directory?: string;
  readonly paths: readonly string[];
}

/** Whether a folder is a cloud assembly: it has a manifest, and the CDK writes a file `cdk.out` into each. */
export function isCloudAssembly(directory: string, read: (path: string) => any): boolean {
  return existsSync(join(directory, 'manifest.json'))
    && (existsSync(join(directory, 'cdk.out')) || 'artifacts' in manifestIn(directory, read));
}

/** Whether every artifact of a folder's manifest is one of the CDK: the manifest beside a template may be of something else. */
export function hasUsableManifest(directory: string, read: (path: string) => any): boolean {
  const { artifacts } = manifestIn(directory, read);
  return isObject(artifacts) && Object.values<any>(artifacts).every((artifact) => typeof artifact?.type === 'string');
}

/** The templates of a cloud assembly, and of the assemblies in it: an app each. */
export function templatesOf(directory: string, read: (path: string) => any): AppTemplates[] {
  const manifest = join(directory, 'manifest.json');
  const { artifacts = {} } = read(manifest);
  if (!isObject(artifacts)) {
    throw new UsageError(`${manifest} cannot be used: its artifacts are not an object`);
  }
  const ofType = (type: string, property: string) => Object.entries<any>(artifacts)
    .filter(([, artifact]) => artifact?.type === type)
    .map(([id, { properties }]) => {
      const value = properties?.[property];
      if (typeof value !== 'string' || join(directory, value) === join(directory)) {
        throw new UsageError(`${manifest} cannot be used: its artifact ${id} has no ${property}`);
      }
      return join(directory, value);
    });
  return [
    { directory, paths: [...new Set(ofType('aws:cloudformation:stack', 'templateFile'))] },
    ...ofType('cdk:cloud-assembly', 'directoryName').flatMap((inner) => templatesOf(inner, read)),
  ];
}

function manifestIn(directory: string, read: (path: string) => any): any {
  try {
    return read(join(directory, 'manifest.json'));
  } catch {
    return {};
  }
}
