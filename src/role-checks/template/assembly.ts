import { readFileSync } from 'fs';
import { dirname } from 'path';
import { checkedThings } from './checked-types';
import { waitsFor } from './creation-order';
import { isTemplate, jsonIn, Manifest, mayBeTemplate, Metadata, Stack } from './manifest';
import { nestedAmong } from './nested-templates';
import { ResourceOf, Template } from './template';
import { canonical } from '../../iam/intrinsics';

/** So many templates are looked at, a nested one in each place where it is nested. */
const MOST_COPIES = 100;

/** Templates that are deployed together and refer to each other: those of one cloud assembly, or some that are given together. */
export class Assembly {
  public readonly templates: Template[] = [];
  private readonly manifest: Manifest;
  private readonly constructPaths = new Map<Template, Map<string, string>>();

  /** Without a folder, each template can be nested in the others, and none has a manifest. */
  constructor(
    public readonly directory: string | undefined,
    private readonly paths: readonly string[],
    private readonly read: (path: string) => any,
  ) {
    this.manifest = new Manifest(directory, read);
    const nested = new Set(directory === undefined ? paths.flatMap((path) => [...nestedAmong(paths, path, read(path)).values()]) : []);
    for (const path of paths.filter((one) => !nested.has(one))) {
      this.add(path);
    }
    for (const path of this.missing(paths)) {
      // Nested in itself, or in what is never nested.
      this.add(path);
    }
    for (const file of this.missing(this.manifest.assetsOf([...paths]))) {
      // Such as a product of the Service Catalog: it is deployed on its own, wherever somebody wants it.
      if (isTemplate(jsonIn(file))) {
        this.add(file);
      }
    }
  }

  /** Files that the app publishes and that may be templates which cannot be read here, with the resource that names each. */
  public get unreadTemplates(): { readonly file: string; readonly by: ResourceOf; readonly things: string[] }[] {
    const files = this.manifest.assetsOf(this.templates.map(({ place }) => place.path))
      .filter((file) => mayBeTemplate(file) && jsonIn(file) === undefined)
      .map((file) => ({ file, things: checkedThings(readFileSync(file, 'utf-8')) })).filter(({ things }) => things.length > 0);
    return files.flatMap(({ file, things }) => {
      const hash = this.manifest.hashOf(file);
      const naming = (template: Template) => Object.keys(template.resources).filter((id) => JSON.stringify(template.resources[id]).includes(hash));
      return this.templates.flatMap((template) => naming(template).map((logicalId) => ({ file, things, by: { template, logicalId } }))).slice(0, 1);
    });
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
    return from === undefined || to === undefined ? undefined : this.manifest.reachedFrom(from).has(to);
  }

  /** The path of the construct behind a resource, if the metadata of the template or of the assembly tells. */
  public constructPathOf(template: Template, logicalId: string): string | undefined {
    const path = template.resources[logicalId].Metadata?.['aws:cdk:path'];
    if (typeof path === 'string') {
      return path;
    }
    const paths = this.constructPaths.get(template) ?? this.constructPathsIn(template);
    this.constructPaths.set(template, paths);
    return paths.get(logicalId);
  }

  /** The paths of constructs by the logical ids of their resources. */
  private constructPathsIn(template: Template): Map<string, string> {
    return new Map(Object.entries(this.metadata(template)).reverse().flatMap(([path, entries]) =>
      entries.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data }) => [data, path.slice(1)])));
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
  public metadata(template: Template): Metadata {
    return this.manifest.metadata(this.stackOf(template));
  }

  /** Files that are no template of the assembly so far. */
  private missing(files: readonly string[]): string[] {
    const known = new Set(this.templates.map(({ place }) => place.path));
    return files.filter((file) => !known.has(file));
  }

  private add(path: string, parent?: ResourceOf): Template {
    const stack = this.manifest.stackAt(path);
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
    for (const [logicalId, file] of this.nestedIn(template)) {
      // Two stacks of one template with the same parameters under the same condition are alike.
      const { Properties, Condition } = template.resources[logicalId];
      const key = `${file} ${canonical(Properties?.Parameters)} ${Condition}`;
      const child = children.get(key) ?? this.addNested(file, { template, logicalId });
      if (child !== undefined) {
        children.set(key, child);
        template.nested.set(logicalId, child);
      }
    }
    return template;
  }

  /** The files of the templates that are nested in one, by the logical id of their stack. */
  private nestedIn(template: Template): Map<string, string> {
    if (this.directory === undefined) {
      return nestedAmong(this.paths, template.place.path, template.body);
    }
    return new Map(template.idsOf('AWS::CloudFormation::Stack').flatMap((logicalId) => {
      const { Properties, Metadata: metadata } = template.resources[logicalId];
      const file = this.manifest.templateAt(JSON.stringify(Properties?.TemplateURL) ?? '') ?? this.manifest.existingFile(metadata?.['aws:asset:path']);
      return file === undefined ? [] : [[logicalId, file]];
    }));
  }

  /** Each file is looked at, however often it is nested; but not each of a thousand copies. */
  private addNested(path: string, parent: ResourceOf): Template | undefined {
    const isInItself = withParents(parent).some(({ template }) => template.place.path === path);
    const isWanted = this.templates.length < MOST_COPIES || this.missing([path]).length > 0;
    return isWanted && !isInItself ? this.add(path, parent) : undefined;
  }

  private stackOf(template: Template): Stack | undefined {
    const { parent, path } = template.place;
    return parent === undefined ? this.manifest.stackAt(path) : this.stackOf(parent.template);
  }
}

/** A resource after the nested stacks that it is in, from the outermost on. */
function withParents(resource: ResourceOf): ResourceOf[] {
  const { parent } = resource.template.place;
  return parent === undefined ? [resource] : [...withParents(parent), resource];
}

/** The assemblies of an app: one for the app, one for each of its stages. */
export function assembliesOf(templatePaths: string[], read = readJson): Assembly[] {
  const directories = [...new Set(templatePaths.map((path) => dirname(path)))];
  const readOnce = onceEach(read);
  return directories.map((directory) => new Assembly(directory, [...new Set(templatePaths.filter((path) => dirname(path) === directory))], readOnce));
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
