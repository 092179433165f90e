import { existsSync, readFileSync, statSync } from 'fs';
import { basename, join } from 'path';
import { CHECKED_TYPES } from './checked-types';

/** What a manifest says about the stack of a template. */
interface StackArtifact {
  readonly type?: string;
  readonly environment?: string;
  readonly dependencies?: string[];
  readonly displayName?: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
}

export type Stack = StackArtifact & { readonly id: string };

/** What a cloud assembly tells of its constructs, by construct path. */
export type Metadata = Record<string, { readonly type: string; readonly data?: any }[]>;

/** What a cloud assembly says of its templates. Without a folder: templates of which no manifest says anything. */
export class Manifest {
  private readonly artifacts: Record<string, StackArtifact>;
  /** The stacks by the file of their template. */
  private readonly stacks: Map<string | undefined, Stack>;
  private readonly metadataOf = new Map<Stack | undefined, Metadata>();
  private published?: Map<string, string>;

  constructor(public readonly directory: string | undefined, private readonly read: (path: string) => any) {
    const manifest = this.pathOf('manifest.json');
    const artifacts = manifest !== undefined && existsSync(manifest) ? read(manifest).artifacts ?? {} : {};
    this.artifacts = Object.fromEntries(Object.entries<any>(artifacts).filter(([, artifact]) => typeof artifact === 'object' && artifact !== null));
    this.stacks = new Map(Object.entries(this.artifacts).reverse().map(([id, artifact]) => [artifact.properties?.templateFile, { ...artifact, id }]));
  }

  /** The stack whose template a file is. */
  public stackAt(path: string): Stack | undefined {
    return this.stacks.get(basename(path));
  }

  /** The ids of the artifacts that a stack waits for, itself included. */
  public reachedFrom(id: string): ReadonlySet<string> {
    const reached = new Set([id]);
    for (const one of reached) {
      this.artifacts[one]?.dependencies?.forEach((dependency) => reached.add(dependency));
    }
    return reached;
  }

  /** The metadata of the constructs of a stack. */
  public metadata(stack: Stack | undefined): Metadata {
    const file = stack?.additionalMetadataFile;
    const metadata: Metadata = this.metadataOf.get(stack) ?? { ...stack?.metadata, ...(file === undefined ? {} : this.read(this.pathOf(file)!)) };
    this.metadataOf.set(stack, metadata);
    return metadata;
  }

  /** The template of the assembly that is published at a URL, which has its hash in it. */
  public templateAt(url: string): string | undefined {
    const found = [...this.publishedFiles].find(([hash, path]) => url.includes(hash) && String(path).endsWith('.template.json'));
    return found && this.pathOf(found[1]);
  }

  /** A file of the assembly by its name in it, where older stacks say so. */
  public existingFile(name: unknown): string | undefined {
    const path = typeof name === 'string' ? this.pathOf(name) : undefined;
    return path !== undefined && existsSync(path) ? path : undefined;
  }

  /** The files of the assembly, but for templates of stacks, that are published for the stacks of templates. */
  public assetsOf(paths: string[]): string[] {
    const manifests = paths.flatMap((path) => this.stackAt(path)?.dependencies ?? [])
      .map((id) => this.artifacts[id]).filter((artifact) => artifact?.type === 'cdk:asset-manifest');
    const own = [...new Set(manifests)].flatMap((artifact) => this.filesOf(artifact)).map(([, { source }]) => source)
      .filter(({ packaging, path }) => packaging === 'file' && !this.stacks.has(path));
    return [...new Set(own.map(({ path }) => this.pathOf(path)!))].filter((file) => existsSync(file));
  }

  /** The hash under which a file is published. */
  public hashOf(file: string): string {
    return [...this.publishedFiles].find(([, path]) => this.pathOf(path) === file)![0];
  }

  /** The files of the assembly that are published, by their hash. */
  private get publishedFiles(): Map<string, string> {
    return this.published ??= new Map(Object.values(this.artifacts)
      .filter(({ type }) => type === 'cdk:asset-manifest')
      .flatMap((artifact) => this.filesOf(artifact))
      .map(([hash, { source }]) => [hash, source.path]));
  }

  /** What an asset manifest lists. Of containers alone it has no files. */
  private filesOf({ properties }: StackArtifact): [string, any][] {
    return Object.entries<any>(this.read(this.pathOf(properties!.file!)!).files ?? {});
  }

  private pathOf(file: string): string | undefined {
    return this.directory === undefined ? undefined : join(this.directory, file);
  }
}

/** Whether a published file is named like a template, and not too large for one. */
export function mayBeTemplate(file: string): boolean {
  return /\.(json|ya?ml|template)$/.test(file) && isSmall(file);
}

/** What a file holds as JSON. Undefined if it holds anything else, as any file of the app may, or is larger than a template. */
export function jsonIn(file: string): any {
  try {
    return isSmall(file) ? JSON.parse(readFileSync(file, 'utf-8')) : undefined;
  } catch {
    return undefined;
  }
}

export function isTemplate(body: any): boolean {
  return Object.values<any>(body?.Resources ?? {}).some((resource) => CHECKED_TYPES.has(resource?.Type));
}

/** CloudFormation takes no template that is larger. */
function isSmall(file: string): boolean {
  return statSync(file).size <= 2 ** 20;
}
