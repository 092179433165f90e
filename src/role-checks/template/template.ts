/** A resource as a template has it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Record<string, any>;
  readonly DependsOn?: string | string[];
  readonly Metadata?: Record<string, any>;
}

/** Where a template is deployed, as far as its stack says so. */
export interface TemplatePlace {
  /** Tells the templates of an app apart. */
  readonly key: string;
  readonly path: string;
  readonly stackName?: string;
  readonly region?: string;
  readonly account?: string;
  /** The template that this one is nested in, and as what. */
  readonly parent?: ResourceOf;
}

/** A resource of a template. */
export interface ResourceOf {
  readonly template: Template;
  readonly logicalId: string;
}

/** A CloudFormation template as it is written. */
export class Template {
  public readonly resources: Record<string, TemplateResource>;
  /** The templates nested in this one, by the logical id of their stack. */
  public readonly nested = new Map<string, Template>();
  private readonly byType = new Map<string, string[]>();

  constructor(public readonly body: any, public readonly place: TemplatePlace) {
    this.resources = body.Resources ?? {};
    for (const [id, resource] of Object.entries(this.resources)) {
      const ids = this.byType.get(resource?.Type);
      if (ids === undefined) {
        this.byType.set(resource?.Type, [id]);
      } else {
        ids.push(id);
      }
    }
  }

  public get key(): string {
    return this.place.key;
  }

  /** The logical ids of the resources of a type. */
  public idsOf(type: string): string[] {
    return this.byType.get(type) ?? [];
  }
}
