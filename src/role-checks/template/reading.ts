import { Question, truthOf } from './conditions/conditions';
import { openParameter } from './conditions/parameters';
import { CrossStackValues, READER } from './cross-stack-values';
import { pseudoParameters } from './pseudo-parameters';
import { attributeOf, identityOf, madeUp, ResourceScope } from './resource-arns';
import { ResourceOf, Template } from './template';
import { inWords, Scope, textIn, valueIn } from '../../iam/intrinsics';
import { OpenValue, Text } from '../../iam/text';
import { Deployment, Place, placeOf } from '../deployments/deployment';

/** The templates of an assembly as they are in one deployment. Each reference, condition and resource is worked out once. */
export class Reading implements ResourceScope {
  /** What conditions depend on that the deployment does not decide, by id. */
  public readonly questions = new Map<string, Question>();
  private readonly crossStackValues = new CrossStackValues(this);
  private readonly scopes = new Map<Template, Scope>();
  private readonly places = new Map<Template, Place>();
  private readonly pseudo = new Map<Template, Record<string, Text>>();
  private readonly known = new Map<string, unknown>();

  constructor(public readonly templates: readonly Template[], public readonly deployment: Deployment) {}

  /** A value of a template as a text. */
  public text(value: unknown, template: Template): Text {
    return textIn(value, this.scopeOf(template));
  }

  /** A value of a template, its intrinsics as texts. */
  public value(value: unknown, template: Template): any {
    return valueIn(value, this.scopeOf(template));
  }

  /** The properties of a resource, their intrinsics as texts. */
  public properties({ template, logicalId }: ResourceOf): Record<string, any> {
    return this.value(template.resources[logicalId].Properties, template) ?? {};
  }

  /** The resources of a type, without those whose condition is false. */
  public resourcesOf(...types: string[]): ResourceOf[] {
    return this.once(`resources ${types}`, () => types.flatMap((type) => this.templates.flatMap((template) => template.idsOf(type)
      .filter((logicalId) => this.isThere(template.resources[logicalId], template) !== false)
      .map((logicalId) => ({ template, logicalId })))));
  }

  /** Whether a piece of a template is there, as its condition says, and those of the stacks that it is nested in. Undefined if that is left open. */
  public isThere(piece: { readonly Condition?: unknown }, template: Template): boolean | undefined {
    const { parent } = template.place;
    const around = parent === undefined ? true : this.isThere(parent.template.resources[parent.logicalId], parent.template);
    return around === true && typeof piece.Condition === 'string' ? this.isTrue(piece.Condition, template) : around;
  }

  /** Whether a condition is true. Undefined if that is left open, or if it leads back to itself. */
  public isTrue(condition: string, template: Template): boolean | undefined {
    const { outcome } = this.deployment;
    return outcome === undefined ? this.truthOf(condition, template) : outcome.get(`${template.key}#${condition}`);
  }

  private truthOf(condition: string, template: Template): boolean | undefined {
    const expressions = template.body.Conditions ?? {};
    const answer = (question: Question) => {
      const id = question.compared === undefined ? `${template.place.path} ${question.id}` : question.id;
      this.questions.set(id, { ...question, id });
      return this.deployment.answers?.get(id);
    };
    return this.once(`condition ${template.key}#${condition}`, () => truthOf(Object.hasOwn(expressions, condition) ? expressions[condition] : condition, {
      expressions,
      text: (value) => this.text(value, template),
      isTrue: (other) => this.isTrue(other, template),
      answer,
    }), () => undefined);
  }

  /** Where the resources of a template live. */
  public location(of: Template | ResourceOf): Place {
    const template = of instanceof Template ? of : of.template;
    const known = this.places.get(template) ?? placeOf(template.place, this.deployment.place);
    this.places.set(template, known);
    return known;
  }

  public nameOf(resource: ResourceOf, property: string): Text {
    return this.property(resource, property) ?? Text.of(madeUp(resource, this.beginningOf(resource)));
  }

  public property({ template, logicalId }: ResourceOf, property: string): Text | undefined {
    const value = template.resources[logicalId].Properties?.[property];
    const read = this.value(value, template);
    return read === undefined || read instanceof Text ? read : this.text(value, template);
  }

  /** What a resource is called by `Ref`. */
  public ref(id: string, template: Template): Text {
    const pseudo = this.pseudoParametersOf(template);
    if (Object.hasOwn(pseudo, id)) {
      return pseudo[id];
    }
    const open = () => this.parameterOf(id, template);
    return this.once(`ref ${template.key}#${id}`, () => this.passed(id, template) ?? identityOf(this, { template, logicalId: id }) ?? open(), open);
  }

  public attribute(id: string, name: string, template: Template): Text {
    const open = () => Text.of(this.open(`${id}.${name}`, template));
    return this.once(`attribute ${template.key}#${id}.${name}`, () => this.lead(id, name, template) ?? open(), open);
  }

  private lead(id: string, name: string, template: Template): Text | undefined {
    if (template.resources[id]?.Type === READER) {
      return this.crossStackValues.written(name, this.location(template));
    }
    const child = template.nested.get(id);
    const outputs = child?.body.Outputs ?? {};
    const output = Object.keys(outputs).find((key) => name === `Outputs.${key}`);
    return output === undefined || outputs[output]?.Value === undefined
      ? attributeOf(this, { template, logicalId: id }, name)
      : this.text(outputs[output].Value, child!);
  }

  /** What the parent of a nested template gives to a parameter. */
  private passed(id: string, { place: { parent } }: Template): Text | undefined {
    const value = parent?.template.resources[parent.logicalId].Properties?.Parameters?.[id];
    return value === undefined ? undefined : this.text(value, parent!.template);
  }

  /** A parameter that the parent of a nested template does not give has its default. */
  private parameterOf(id: string, template: Template): Text {
    const open = openParameter(this.open(id, template), template.body.Parameters?.[id]);
    const value = template.place.parent === undefined ? this.deployment.values.get(open.id) : open.usually;
    return Text.of(value ?? open);
  }

  private open(name: string, template: Template): OpenValue {
    return { kind: 'chosen', id: `${template.key}#${name}`, name };
  }

  /** What is looked up where a template is deployed: the same in every stack that is there. */
  private lookedUp(name: string, template: Template): OpenValue {
    const { region, account } = this.location(template);
    return { kind: 'chosen', id: `${name} in ${region.key} of ${account.key}`, name };
  }

  private pseudoParametersOf(template: Template): Record<string, Text> {
    const known = this.pseudo.get(template) ?? pseudoParameters(template, this.location(template));
    this.pseudo.set(template, known);
    return known;
  }

  private scopeOf(template: Template): Scope {
    const known = this.scopes.get(template) ?? this.scope(template);
    this.scopes.set(template, known);
    return known;
  }

  private scope(template: Template): Scope {
    const imported = (name: Text) => {
      const reference = `Fn::ImportValue ${name.key}`;
      const intrinsic = { 'Fn::ImportValue': name.literal ?? { 'Fn::Sub': String(name) } };
      const open = () => Text.of({ ...this.lookedUp(reference, template), name: inWords({ 'Fn::ImportValue': String(name) }), intrinsic });
      return this.once(`follow ${template.key} ${reference}`, () => this.crossStackValues.exported(name, this.location(template)) ?? open(), open);
    };
    return {
      ref: (id) => this.ref(id, template),
      attribute: (id, name) => this.attribute(id, name, template),
      imported,
      output: (stackName, name, there) => this.once(
        `output ${template.key} ${stackName.key}.${name.key} ${there.region?.key} ${there.account?.key}`,
        () => this.crossStackValues.output(stackName, name, { ...this.location(template), ...there }),
        () => undefined,
      ),
      isTrue: (condition) => this.isTrue(condition, template),
      mapped: (map, key, name) => template.body.Mappings?.[map.literal!]?.[key.literal!]?.[name.literal!],
      open: (name) => this.open(name, template),
      lookedUp: (name) => this.lookedUp(name, template),
    };
  }

  /** Works something out once; what leads back to itself comes to what it is without following it. */
  private once<T>(key: string, work: () => T, circular: () => T = work): T {
    if (this.known.has(key)) {
      const known = this.known.get(key);
      return known === FOLLOWING ? circular() : known as T;
    }
    this.known.set(key, FOLLOWING);
    const result = work();
    this.known.set(key, result);
    return result;
  }

  /** What names that CloudFormation makes up in a template begin with. */
  private beginningOf({ template, logicalId }: ResourceOf): string | undefined {
    const { literal, openValues: [first] } = this.pseudoParametersOf(template)['AWS::StackName'];
    const name = literal ?? first?.begins;
    const beginning = name?.slice(0, KEPT);
    return template.resources[logicalId].Type === 'AWS::S3::Bucket' ? beginning?.toLowerCase() : beginning;
  }
}

const FOLLOWING = Symbol('following');

/** So much of a stack's name is in the names that CloudFormation makes up, however long both are. */
const KEPT = 8;
