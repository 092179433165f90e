import { existsSync, readFileSync, statSync } from 'fs';
import { basename, dirname, join } from 'path';
import { CHECKED_TYPES, checkedThings } from './checked-types';
import { waitsFor } from './creation-order';
import { ResourceOf, Template } from './template';
import { canonical } from '../../iam/intrinsics';

/** What a manifest says about the stack of a template. */
interface StackArtifact {
  readonly type?: string;
  readonly environment?: string;
  readonly dependencies?: string[];
  readonly displayName?: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
  readonly metadata?: Record<string, MetadataEntry[]>;
  readonly additionalMetadataFile?: string;
}

type Stack = StackArtifact & { readonly id: string };

interface MetadataEntry {
  readonly type: string;
  readonly data?: any;
}

/** So many templates are looked at, a nested one in each place where it is nested. */
const MOST_COPIES = 100;

/** The templates of one cloud assembly, which are deployed together and refer to each other. */
export class Assembly {
  public readonly templates: Template[] = [];
  private readonly artifacts: Record<string, StackArtifact>;
  /** The stacks by the file of their template. */
  private readonly stacks: Map<string | undefined, Stack>;
  private readonly metadataOf = new Map<Stack | undefined, Record<string, MetadataEntry[]>>();
  private assets?: Map<string, string>;

  constructor(
    public readonly directory: string,
    paths: string[],
    private readonly read: (path: string) => any,
  ) {
    const manifest = join(directory, 'manifest.json');
    this.artifacts = existsSync(manifest) ? read(manifest).artifacts ?? {} : {};
    this.stacks = new Map(Object.entries(this.artifacts).reverse().map(([id, artifact]) => [artifact.properties?.templateFile, { ...artifact, id }]));
    for (const path of paths) {
      this.add(path);
    }
    for (const file of this.assetsOf(paths)) {
      // Such as a product of the Service Catalog: it is deployed on its own, wherever somebody wants it.
      if (this.templates.every(({ place }) => place.path !== file) && isTemplate(jsonIn(file))) {
        this.add(file);
      }
    }
  }

  /** Files that the app publishes and that may be templates which cannot be read here, with the resource that names each. */
  public get unreadTemplates(): { readonly file: string; readonly by: ResourceOf; readonly things: string[] }[] {
    const files = this.assetsOf(this.templates.map(({ place }) => place.path))
      .filter((file) => isNamedLikeTemplate(file) && isSmall(file) && jsonIn(file) === undefined)
      .map((file) => ({ file, things: checkedThings(readFileSync(file, 'utf-8')) })).filter(({ things }) => things.length > 0);
    return files.flatMap(({ file, things }) => {
      const [hash] = [...this.publishedAssets()].find(([, path]) => join(this.directory, path) === file)!;
      const naming = (template: Template) => Object.keys(template.resources).filter((id) => JSON.stringify(template.resources[id]).includes(hash));
      return this.templates.flatMap((template) => naming(template).map((logicalId) => ({ file, things, by: { template, logicalId } }))).slice(0, 1);
    });
  }

  /** The files of the assembly, but for templates of stacks, that are published for the stacks of templates. */
  private assetsOf(paths: string[]): string[] {
    const manifests = paths.flatMap((path) => this.stacks.get(basename(path))?.dependencies ?? [])
      .map((id) => this.artifacts[id]).filter((artifact) => artifact?.type === 'cdk:asset-manifest');
    const read = [...new Set(manifests)].map(({ properties }) => this.read(join(this.directory, properties!.file!)));
    const own = read.flatMap(({ files }) => Object.values<any>(files)).map(({ source }) => source).filter(({ packaging, path }) => packaging === 'file' && !this.stacks.has(path));
    return [...new Set(own.map(({ path }) => join(this.directory, path)))].filter((file) => existsSync(file));
  }

  /** Whether one resource is created after the other: `undefined` if nothing says so of their stacks. */
  public waitsFor(resource: ResourceOf, other: ResourceOf): boolean | undefined {
    const [from, to] = [resource, other].map(withParents);
    const level = from.findIndex(({ template, logicalId }, index) => template === to[index]?.template && logicalId !== to[index].logicalId);
    return level < 0
      ? this.stackWaitsFor(resource.template, other.template)
      : waitsFor(from[level].template, from[level].logicalId, to[level].logicalId);
  }

  private stackWaitsFor(template: Template, other: Template): boolean | undefined {
    const [from, to] = [template, other].map((one) => this.stackOf(one)?.id);
    if (from === undefined || to === undefined) {
      return undefined;
    }
    const reached = new Set([from]);
    for (const id of reached) {
      this.artifacts[id]?.dependencies?.forEach((dependency) => reached.add(dependency));
    }
    return reached.has(to);
  }

  /** The path of the construct behind a resource, if the metadata of the template or of the assembly tells. */
  public constructPathOf(template: Template, logicalId: string): string | undefined {
    const path = template.resources[logicalId].Metadata?.['aws:cdk:path'];
    if (typeof path === 'string') {
      return path;
    }
    const found = Object.entries(this.metadata(template)).find(([, entries]) =>
      entries.some(({ type, data }) => type === 'aws:cdk:logicalId' && data === logicalId));
    return found?.[0].slice(1);
  }

  /** The resource that a construct stands for. */
  public resourceAt(constructPath: string): { template: Template; logicalId: string } | undefined {
    for (const template of this.templates) {
      const logicalId = this.metadata(template)[`/${constructPath}`]?.find(({ type }) => type === 'aws:cdk:logicalId')?.data;
      if (logicalId in template.resources) {
        return { template, logicalId };
      }
    }
    return undefined;
  }

  /** The metadata of the constructs of a template's stack, by construct path. */
  public metadata(template: Template): Record<string, MetadataEntry[]> {
    const stack = this.stackOf(template);
    const file = stack?.additionalMetadataFile;
    const metadata: Record<string, MetadataEntry[]> = this.metadataOf.get(stack)
      ?? { ...stack?.metadata, ...(file === undefined ? {} : this.read(join(this.directory, file))) };
    this.metadataOf.set(stack, metadata);
    return metadata;
  }

  private add(path: string, parent?: { template: Template; logicalId: string }): Template {
    const stack = this.stacks.get(basename(path));
    const place = /aws:\/\/([^/]+)\/(.+)/.exec(String(stack?.environment));
    const known = (value?: string) => (value?.startsWith('unknown-') ? undefined : value);
    const template = new Template(this.read(path), {
      key: String(this.templates.length),
      path,
      parent,
      stackName: stack?.properties!.stackName ?? stack?.id,
      region: parent?.template.place.region ?? known(place?.[2]),
      account: parent?.template.place.account ?? known(place?.[1]),
    });
    this.templates.push(template);
    const children = new Map<string, Template>();
    for (const logicalId of template.idsOf('AWS::CloudFormation::Stack')) {
      const { TemplateURL, Parameters } = template.resources[logicalId].Properties ?? {};
      const file = this.assetAt(JSON.stringify(TemplateURL) ?? '') ?? this.legacyAsset(template, logicalId);
      // Two stacks of one template with the same parameters are alike.
      const key = `${file} ${canonical(Parameters)}`;
      const child = children.get(key) ?? (file === undefined ? undefined : this.addNested(join(this.directory, file), { template, logicalId }));
      if (child !== undefined) {
        children.set(key, child);
        template.nested.set(logicalId, child);
      }
    }
    return template;
  }

  /** Each file is looked at, however often it is nested; but not each of a thousand copies. */
  private addNested(path: string, parent: ResourceOf): Template | undefined {
    return this.templates.length < MOST_COPIES || this.templates.every((other) => other.place.path !== path) ? this.add(path, parent) : undefined;
  }

  /** The file of the assembly that is published at a URL, which has its hash in it. */
  private assetAt(url: string): string | undefined {
    return [...this.publishedAssets()].find(([hash, path]) => url.includes(hash) && String(path).endsWith('.template.json'))?.[1];
  }

  /** The files of the assembly that are published, by their hash. */
  private publishedAssets(): Map<string, string> {
    this.assets ??= new Map(Object.values(this.artifacts)
      .filter(({ type }) => type === 'cdk:asset-manifest')
      .flatMap(({ properties }) => Object.entries<any>(this.read(join(this.directory, properties!.file!)).files))
      .map(([hash, { source }]) => [hash, source.path]));
    return this.assets;
  }

  /** Where older stacks say which file of the assembly it is. */
  private legacyAsset(template: Template, logicalId: string): string | undefined {
    const file = template.resources[logicalId].Metadata?.['aws:asset:path'];
    return typeof file === 'string' && existsSync(join(this.directory, file)) ? file : undefined;
  }

  private stackOf(template: Template): Stack | undefined {
    const { parent, path } = template.place;
    return parent === undefined ? this.stacks.get(basename(path)) : this.stackOf(parent.template);
  }
}

function isNamedLikeTemplate(file: string): boolean {
  return /\.(json|ya?ml|template)$/.test(file);
}

/** What a file holds as JSON. Undefined if it holds anything else, as any file of the app may, or is larger than a template. */
function jsonIn(file: string): any {
  try {
    return isSmall(file) ? JSON.parse(readFileSync(file, 'utf-8')) : undefined;
  } catch {
    return undefined;
  }
}

/** CloudFormation takes no template that is larger. */
function isSmall(file: string): boolean {
  return statSync(file).size <= 2 ** 20;
}

function isTemplate(body: any): boolean {
  return Object.values<any>(body?.Resources ?? {}).some((resource) => CHECKED_TYPES.has(resource?.Type));
}

/** A resource after the nested stacks that it is in, from the outermost on. */
function withParents(resource: ResourceOf): ResourceOf[] {
  const { parent } = resource.template.place;
  return parent === undefined ? [resource] : [...withParents(parent), resource];
}

/** The assemblies of an app: one for the app, one for each of its stages. */
export function assembliesOf(templatePaths: string[], read = readJson): Assembly[] {
  const directories = [...new Set(templatePaths.map((path) => dirname(path)))];
  return directories.map((directory) =>
    new Assembly(directory, [...new Set(templatePaths.filter((path) => dirname(path) === directory))], onceEach(read)));
}

/** Reads each file once, however often it is nested. */
function onceEach(read: (path: string) => any): (path: string) => any {
  const known = new Map<string, any>();
  return (path) => {
    if (!known.has(path)) {
      known.set(path, read(path));
    }
    return known.get(path);
  };
}

function readJson(path: string): any {
  return JSON.parse(readFileSync(path, 'utf-8'));
}
