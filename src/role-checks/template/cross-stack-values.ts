import { ResourceScope } from './resource-arns';
import { hasAtoms } from '../evaluation/text';

/** A template that gives values to others. */
export interface GivingTemplate extends ResourceScope {
  readonly body: any;
  readonly place: { readonly stackName?: string };
  /** The logical ids of the resources of a type. */
  idsOf(type: string): string[];
}

/** Where a value is, or is wanted. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

/** A value that a template hands over, evaluated once somebody wants it. */
interface Handover {
  readonly place: Place;
  readonly value: () => string;
}

const WRITER = 'Custom::CrossRegionExportWriter';
/** The resource by which CDK reads what a stack in another Region hands over: an attribute each, by the name of its parameter. */
export const READER = 'Custom::CrossRegionExportReader';

/**
 * What the templates of an app hand over to each other: exports, outputs, and what CDK writes to another Region for
 * stacks with `crossRegionReferences`. A name means something in one Region of one account.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.StackProps.html#crossregionreferences
 */
export class Handovers {
  private known?: Map<string, Handover[]>;

  constructor(private readonly templates: GivingTemplate[]) {}

  /** What `Fn::ImportValue` comes to in a place. */
  public exported(name: string, place: Place): string | undefined {
    return this.find(`export ${name}`, place);
  }

  /** What `Fn::GetStackOutput` comes to, of a stack in a place. */
  public output(stackName: string, name: string, place: Place): string | undefined {
    return this.find(`output ${stackName}.${name}`, place);
  }

  /** What a reader in a place reads under a name. */
  public written(name: string, place: Place): string | undefined {
    return this.find(`parameter ${name}`, place);
  }

  private find(name: string, place: Place): string | undefined {
    this.known ??= handoversOf(this.templates);
    const candidates = this.known.get(name) ?? [];
    const exact = candidates.filter((one) => one.place.region === place.region && one.place.account === place.account);
    const [found, ...others] = exact.length > 0 ? exact : candidates.filter((one) => mayBeOne(one.place, place));
    return others.length > 0 ? undefined : found?.value();
  }
}

function handoversOf(templates: GivingTemplate[]): Map<string, Handover[]> {
  const known = new Map<string, Handover[]>();
  const add = (name: string, place: Place, value: () => string) => known.set(name, [...known.get(name) ?? [], { place, value }]);
  templates.forEach((template) => {
    const { location } = template;
    Object.entries<any>(template.body.Outputs ?? {}).filter(([, output]) => output?.Value !== undefined).forEach(([name, output]) => {
      const value = () => template.text(output.Value);
      add(`output ${template.place.stackName}.${name}`, location, value);
      if (output.Export?.Name !== undefined) {
        add(`export ${template.text(output.Export.Name)}`, location, value);
      }
    });
    template.idsOf(WRITER).forEach((id) => {
      const { region, exports } = template.resources[id].Properties?.WriterProps ?? {};
      const place = { ...location, region: template.text(region) };
      Object.entries(exports ?? {}).forEach(([name, value]) => add(`parameter ${name}`, place, () => template.text(value)));
    });
  });
  return known;
}

function mayBeOne(one: Place, other: Place): boolean {
  return ([[one.region, other.region], [one.account, other.account]])
    .every(([left, right]) => left === right || hasAtoms(left) || hasAtoms(right));
}
