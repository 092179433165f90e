import { region_info } from 'aws-cdk-lib';
import { Deployment } from '../template';

/** A deployment of a drawn template. */
export interface DrawnDeployment {
  readonly where: Deployment;
  /** The values of parameters, of names that are made up, and of what is imported. */
  readonly ids: Record<string, string>;
  /** What only the deployment knows of requests. */
  readonly extra: Record<string, string>;
}

/** What is known of the place. */
export interface KnownPlace {
  readonly region?: string;
  readonly account?: string;
}

const REGIONS = ['eu-west-1', 'us-east-1', 'eu-central-1', 'ap-south-1', 'cn-north-1', 'us-gov-west-1'];
const ACCOUNTS = ['111122223333', '444455556666', '777788889999', '111100001111'];
const FEW_NAMES = ['my-env', 'env', 'a', 'dags', 'stack-dags', '', 'x'];

/**
 * Deployments of a template, each another one, with values of its own texts above all: names, accounts and Regions in it, as
 * they are once pseudo parameters and parameters are filled in, or pieces of these. In the place that is given, as far as it is.
 */
export function* deploymentsOf(template: any, seed: number, count: number, place: KnownPlace = {}): Generator<DrawnDeployment> {
  const pick = picker(seed);
  const text = JSON.stringify(template);
  const written = (pattern: RegExp) => [...new Set(text.match(pattern) ?? [])];
  // In another partition than most only where a text has it.
  const regions = [...new Set([...REGIONS, ...written(/[a-z]{2}-(?:gov-)?[a-z]+-\d/g)])].filter((region) => {
    const partition = partitionOf(region);
    return partition === 'aws' || text.includes(region) || text.includes(`arn:${partition}:`);
  });
  const accounts = [...new Set([...ACCOUNTS, ...written(/\d{12}/g)])];
  const segments = [...new Set(stringsIn(template).flatMap((one) => one.split(/[:/]/)))].filter((one) => one.length < 60);
  const parameters: [string, any][] = [...Object.entries(template.Parameters), ...text.includes('"shared"') ? [['shared', {}] as [string, any]] : []];
  // What the template has no use for makes no other deployment.
  const isNamed = /AWS::StackName|\{Dags\}|"Dags",/.test(text);
  const seen = new Set<string>();
  for (let index = 0; index < count; index++) {
    const region = place.region ?? pick(regions);
    const where = { partition: partitionOf(region), region, account: place.account ?? pick(accounts) };
    const ids: Record<string, string> = { 'AWS::Partition': where.partition, 'AWS::Region': region, 'AWS::AccountId': where.account };
    const value = () => drawnValue(pick, pick(segments), ids);
    ids['AWS::StackName'] = pick(['my-env', 'stack', 'my', 'env', value().replace(/[^a-zA-Z0-9-]/g, '') || 'stack']);
    for (const [name, { AllowedValues: allowed }] of parameters) {
      ids[name] = pick(allowed ?? [pick(FEW_NAMES), region, where.account, value(), value(), value()]);
    }
    ids.Dags = `${ids['AWS::StackName'].slice(0, 8).toLowerCase()}-dags-1abcdefghijkl`;
    const extra = pick<Record<string, string>>([{}, { 'aws:SourceVpce': 'vpce-1' }, { 'aws:SourceVpce': 'vpce-2' }]);
    const key = JSON.stringify([{ ...ids, ...isNamed ? {} : { 'AWS::StackName': '', 'Dags': '' } }, text.includes('aws:SourceVpce') ? extra : {}]);
    if (!seen.has(key)) {
      seen.add(key);
      yield { where, ids, extra };
    }
  }
}

/** Numbers like those of Park and Miller. */
function picker(seed: number): <T>(values: readonly T[]) => T {
  let state = seed % 2_147_483_646 + 1;
  return (values) => {
    state = (state * 48_271) % 2_147_483_647;
    return values[state % values.length];
  };
}

/** A piece of a text with what is known filled in, or a part of it that hyphens are around. */
function drawnValue(pick: <T>(values: readonly T[]) => T, segment: string, ids: Record<string, string>): string {
  const filled = segment.replace(/\$\{([^}]*)\}/g, (_, name) => ids[name] ?? pick(FEW_NAMES)).replace(/[*?]/g, () => pick(['', 'x', '-a']));
  const words = filled.split('-');
  const from = pick(words.map((_, index) => index));
  return pick([filled, words.slice(from).join('-'), words.slice(0, from + 1).join('-')]);
}

function partitionOf(region: string): string {
  return region_info.RegionInfo.get(region).partition ?? 'aws';
}

function stringsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
