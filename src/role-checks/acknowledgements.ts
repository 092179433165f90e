import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Assembly } from './template/assembly';

/**
 * Whether a rule is acknowledged on a construct or on one that it is in.
 *
 * Read from the metadata of the cloud assembly, which leaves out what is above a stack, and from the construct tree where
 * the CDK hands it over. The CDK itself applies an acknowledgement per construct only since 2.263; before, to the app.
 */
export function isAcknowledged(ruleId: string, path: string, assembly: Assembly, root?: IConstruct): boolean {
  const ids = path.split('/');
  const paths = ids.map((_, index) => `/${ids.slice(0, index + 1).join('/')}`);
  const acknowledges = (metadata?: { type: string; data?: any }[]) =>
    metadata?.some(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && ruleId in data);
  return assembly.templates.map((template) => assembly.metadata(template)).some((metadata) => paths.some((one) => acknowledges(metadata[one])))
    || constructsAlong(ids, root).some((construct) => acknowledges(construct?.node.metadata));
}

function constructsAlong(ids: string[], root?: IConstruct): (IConstruct | undefined)[] {
  return ids.reduce((found, id) => [...found, found.at(-1)?.node.tryFindChild(id)], [root]);
}
