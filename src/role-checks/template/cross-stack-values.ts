import { Template } from './template';
import { same, Text } from '../../iam/text';
import { Place } from '../deployments/deployment';

/** The templates of an app, and what their values come to. */
interface TemplateReader {
  readonly templates: readonly Template[];
  text(value: unknown, template: Template): Text;
  location(template: Template): Place;
  isThere(piece: { readonly Condition?: unknown }, template: Template): boolean | undefined;
}

/** A value that a template hands over, read once somebody wants it. */
interface HandedOver {
  readonly place: Place;
  /** Whether the stack says where it is: of one that does not, nobody knows that it is in the place. */
  readonly isPlaced: boolean;
  readonly value: () => Text;
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
export class CrossStackValues {
  private known?: Map<string, HandedOver[]>;

  constructor(private readonly reading: TemplateReader) {}

  /** What `Fn::ImportValue` comes to in a place. */
  public exported(name: Text, place: Place): Text | undefined {
    return this.find(`export ${name.key}`, place);
  }

  /** What `Fn::GetStackOutput` comes to, of a stack in a place. */
  public output(stackName: Text, name: Text, place: Place): Text | undefined {
    return this.find(`output ${stackName.key}.${name.key}`, place);
  }

  /** What a reader in a place reads under a name. */
  public written(name: string, place: Place): Text | undefined {
    return this.find(`parameter ${name}`, place);
  }

  private find(name: string, place: Place): Text | undefined {
    this.known ??= this.collected();
    const candidates = this.known.get(name) ?? [];
    const there = candidates.filter((one) => same(one.place.region, place.region) && same(one.place.account, place.account));
    const [found, ...others] = [there.filter(({ isPlaced }) => isPlaced), there, candidates.filter((one) => mayBeOne(one.place, place))]
      .find((some) => some.length > 0) ?? [];
    return others.length > 0 ? undefined : found?.value();
  }

  private collected(): Map<string, HandedOver[]> {
    const known = new Map<string, HandedOver[]>();
    const add = (name: string, handed: HandedOver) => known.set(name, [...known.get(name) ?? [], handed]);
    this.reading.templates.forEach((template) => {
      const place = this.reading.location(template);
      const isPlaced = template.place.region !== undefined && template.place.account !== undefined;
      this.outputsOf(template).forEach(([name, output]) => {
        const value = () => this.reading.text(output.Value, template);
        add(`output ${template.place.stackName}.${name}`, { place, isPlaced, value });
        if (output.Export?.Name !== undefined) {
          add(`export ${this.reading.text(output.Export.Name, template).key}`, { place, isPlaced, value });
        }
      });
      template.idsOf(WRITER).forEach((id) => {
        const { region, exports } = template.resources[id].Properties?.WriterProps ?? {};
        const there = { ...place, region: this.reading.text(region, template) };
        Object.entries(exports ?? {}).forEach(([name, value]) => add(`parameter ${name}`, { place: there, isPlaced, value: () => this.reading.text(value, template) }));
      });
    });
    return known;
  }

  private outputsOf(template: Template): [string, any][] {
    return Object.entries<any>(template.body.Outputs ?? {})
      .filter(([, output]) => output?.Value !== undefined && this.reading.isThere(output, template) !== false);
  }
}

function mayBeOne(one: Place, other: Place): boolean {
  return ([[one.region, other.region], [one.account, other.account]])
    .every(([left, right]) => same(left, right) || left.literal === undefined || right.literal === undefined);
}
