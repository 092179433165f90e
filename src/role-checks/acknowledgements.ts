import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Assembly } from './assembly';

/**
 * Whether a rule is acknowledged on a construct or on one that it is in.
 *
 * Read from the metadata of the cloud assembly, which leaves out what is above a stack, and from the construct tree where
 * the CDK hands it over. The CDK itself applies an acknowledgement per construct only since 2.263; before, to the app.
 */
export function isAcknowledged(ruleId: string, path: string, assembly: Assembly, root?: IConstruct): boolean {
  const paths = path.split('/').map((_, index, ids) => ids.slice(0, index + 1).join('/'));
  const written = assembly.templates.flatMap((template) => {
    const metadata = assembly.metadata(template);
    return paths.flatMap((one) => metadata[`/${one}`] ?? []);
  });
  return [...written, ...metadataAlong(path, root)]
    .some(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && ruleId in data);
}

function metadataAlong(path: string, root?: IConstruct): { type: string; data?: any }[] {
  const metadata = [];
  let construct = root;
  for (const id of [...path.split('/'), undefined]) {
    metadata.push(...construct?.node.metadata ?? []);
    construct = id === undefined ? undefined : construct?.node.tryFindChild(id);
  }
  return metadata;
}
