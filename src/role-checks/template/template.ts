import { region_info } from 'aws-cdk-lib';
import { Handovers, Place, READER } from './cross-stack-values';
import { attributeOf, identityOf, ResourceScope, TemplateResource } from './resource-arns';
import { EnvironmentLocation } from '../../common/environment-location';
import { generated, isPseudoParameter, pseudoParameter, Scope, textOf, unknown } from '../evaluation/text';

/** Where a template is deployed, as far as its stack says so, and what it can refer to elsewhere. */
export interface TemplatePlace {
  /** Tells the templates of an app apart. */
  readonly key: string;
  readonly path: string;
  readonly stackName?: string;
  readonly region?: string;
  readonly account?: string;
  /** What other templates hand over. */
  readonly handovers: Handovers;
  /** The template that this one is nested in, and as what. */
  readonly parent?: { readonly template: Template; readonly logicalId: string };
}

/** A resource of a template. */
export interface ResourceOf {
  readonly template: Template;
  readonly logicalId: string;
}

/** A CloudFormation template, and what its references come to. */
export class Template implements Scope, ResourceScope {
  public readonly resources: Record<string, TemplateResource>;
  /** The templates nested in this one, by the logical id of their stack. */
  public readonly nested = new Map<string, Template>();
  /** Where its resources live. An atom for what only the deployment can tell. */
  public readonly location: EnvironmentLocation;
  private readonly following = new Set<string>();
  private readonly pseudo: Record<string, string | undefined>;

  constructor(public readonly body: any, public readonly place: TemplatePlace) {
    const { region, account, stackName } = place;
    const known = region === undefined ? undefined : region_info.RegionInfo.get(region);
    this.resources = body.Resources ?? {};
    this.pseudo = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::StackName': stackName,
      'AWS::Partition': known?.partition,
      'AWS::URLSuffix': known?.domainSuffix,
    };
    this.location = { partition: this.ref('AWS::Partition')!, region: this.ref('AWS::Region')!, account: this.ref('AWS::AccountId')! };
  }

  public get key(): string {
    return this.place.key;
  }

  /** The logical ids of the resources of a type. */
  public idsOf(type: string): string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id]?.Type === type);
  }

  /** The properties of a resource, their intrinsics as text. */
  public properties(logicalId: string): Record<string, any> {
    return plain(this.resources[logicalId].Properties, this) ?? {};
  }

  /** A value of the template as text. */
  public text(value: unknown): string {
    return textOf(value, this);
  }

  /** The property that names a resource, or the name that CloudFormation generates. */
  public nameOf(logicalId: string, property: string): string {
    const value = plain(this.resources[logicalId].Properties?.[property], this);
    return typeof value === 'string' ? value : generated(`${this.key}#${logicalId}`);
  }

  public ref(id: string): string | undefined {
    if (isPseudoParameter(id)) {
      return this.pseudo[id] ?? pseudoParameter(id);
    }
    const { parent } = this.place;
    const passed = parent?.template.resources[parent.logicalId].Properties?.Parameters?.[id];
    return this.follow(id, () => (passed === undefined ? identityOf(this, id) : parent!.template.text(passed)))
      ?? unknown(`${this.key}#${id}`);
  }

  public attribute(id: string, name: string): string | undefined {
    return this.follow(`${id}.${name}`, () => this.lead(id, name)) ?? unknown(`${this.key}#${id}.${name}`);
  }

  private lead(id: string, name: string): string | undefined {
    if (this.resources[id]?.Type === READER) {
      return this.place.handovers.written(name, this.location);
    }
    const child = this.nested.get(id);
    const output = Object.entries<any>(child?.body.Outputs ?? {}).find(([key]) => name === `Outputs.${key}`)?.[1];
    return output?.Value === undefined ? attributeOf(this, id, name) : child!.text(output.Value);
  }

  public imported(name: string): string | undefined {
    return this.follow(`import ${name}`, () => this.place.handovers.exported(name, this.location));
  }

  public output(stackName: string, name: string, place: Partial<Place>): string | undefined {
    const there = { ...this.location, ...place };
    return this.follow(`output ${stackName}.${name} ${there.region} ${there.account}`, () => this.place.handovers.output(stackName, name, there));
  }

  /** Where a reference leads, unless it leads back to itself. */
  private follow(reference: string, lead: () => string | undefined): string | undefined {
    if (this.following.has(reference)) {
      return undefined;
    }
    this.following.add(reference);
    try {
      return lead();
    } finally {
      this.following.delete(reference);
    }
  }
}

/** A piece of a template with the text of its intrinsics in their place, and without what `AWS::NoValue` takes out. */
export function plain(value: any, template: Template): any {
  if (Array.isArray(value)) {
    return value.map((item) => plain(item, template)).filter((item) => item !== undefined);
  }
  if (typeof value === 'string') {
    return template.text(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    return argument === 'AWS::NoValue' ? undefined : template.text(value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, template)]));
}
