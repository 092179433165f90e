import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Assembly } from './template/assembly';

/**
 * What is acknowledged on the constructs of an app, and so on what is in them.
 *
 * Read from the metadata of the cloud assembly, which leaves out what is above a stack, and from the construct tree where
 * the CDK hands it over. The CDK itself applies an acknowledgement per construct only since 2.263; before, to the app.
 */
export class Acknowledgements {
  private known?: Map<string, Set<string>>;

  constructor(private readonly assembly: Assembly, private readonly root?: IConstruct) {}

  /** Whether a rule is acknowledged on a construct or on one that it is in. */
  public include(ruleId: string, path: string): boolean {
    // Read once something is wrong.
    const rules = this.known ??= this.collected();
    const ids = path.split('/');
    return ids.some((_, index) => rules.get(`/${ids.slice(0, index + 1).join('/')}`)?.has(ruleId))
      || constructsAlong(ids, this.root).some((construct) => construct !== undefined && rulesIn(construct.node.metadata).includes(ruleId));
  }

  /** The ids of the rules that the assembly has acknowledged, by construct path. */
  private collected(): Map<string, Set<string>> {
    const rules = new Map<string, Set<string>>();
    for (const metadata of new Set(this.assembly.templates.map((template) => this.assembly.metadata(template)))) {
      for (const [path, entries] of Object.entries(metadata)) {
        rulesIn(entries).forEach((rule) => rules.set(path, (rules.get(path) ?? new Set()).add(rule)));
      }
    }
    return rules;
  }
}

/** The ids of the rules that metadata acknowledge. */
function rulesIn(metadata: readonly { readonly type: string; readonly data?: any }[]): string[] {
  return metadata.flatMap(({ type, data }) => (type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY ? Object.keys(data) : []));
}

function constructsAlong(ids: string[], root?: IConstruct): (IConstruct | undefined)[] {
  return ids.reduce((found, id) => [...found, found.at(-1)?.node.tryFindChild(id)], [root]);
}
