import { region_info } from 'aws-cdk-lib';
import { partitionOf, Place, placeToTry } from './deployment';
import { match } from '../../iam/matching/matching';
import { pattern } from '../../iam/matching/pattern';
import { Text } from '../../iam/text';

/** More places than this are not tried one by one. */
const MOST = 256;

const PARTITION = /(?<=^|[^a-z0-9-])arn:(aws[a-z-]*):/g;
/** Looked for at each word: what stands before a Region in a name looks like a part of it. */
const REGION = /(?<![a-z0-9])(?=([a-z]{2,}(?:-[a-z]+)+-\d)(?![0-9]))/g;
/** Also inside of a longer number: a name may be put together of pieces. */
const ACCOUNT = /(?=(\d{12}))/g;
/** A pattern in the place of a partition, unless it is like any. */
const PARTITION_PATTERN = /arn:([a-z-]+[*?][a-z*?-]*|[*?]+[a-z?-][a-z*?-]*):/g;

/**
 * The places that matter to texts: every combination of the partitions, Regions and accounts that stand in them, also inside
 * of names, and of the Regions that fit their wildcards; and, first, a place that none of them names. What is right in a
 * place that is not here is right in that one. `undefined` if there are too many to be tried.
 */
export function placesFor(texts: Iterable<string>): Place[] | undefined {
  const [partitions, regions, accounts] = [new Set(['aws']), new Set<string>(), new Set<string>()];
  const real = realRegions();
  for (const text of texts) {
    [...text.matchAll(PARTITION)].forEach(([, partition]) => partitions.add(partition));
    [...text.matchAll(ACCOUNT)].forEach(([, account]) => accounts.add(account));
    [...text.matchAll(REGION)].forEach(([, region]) => regions.add(region));
    real.names.filter((region) => text.includes(region)).forEach((region) => regions.add(region));
    regionsFitting(text, real).forEach((region) => regions.add(region));
    partitionsIn(text, real).forEach((partition) => partitions.add(partition));
  }
  const known = [...regions].filter((region) => partitionOf(region) !== undefined);
  if ((partitions.size + known.length + (regions.size - known.length) * partitions.size) * (accounts.size + 1) > MOST) {
    return undefined;
  }
  const regional = [
    ...[...partitions].map((partition) => ({ partition })),
    ...[...regions].flatMap((region) => (known.includes(region) ? [{ region }] : [...partitions].map((partition) => ({ region, partition })))),
  ];
  return regional.flatMap((one) => [undefined, ...accounts].map((account) => placeToTry({ ...one, account })));
}

/** A place that may be any: what fits one is a matter of the deployment. */
export const ANY_PLACE: Place = {
  partition: Text.of({ kind: 'name', id: 'AWS::Partition', name: 'AWS::Partition' }),
  region: Text.of({ kind: 'name', id: 'AWS::Region', name: 'AWS::Region' }),
  account: Text.of({ kind: 'account', id: 'AWS::AccountId', name: 'AWS::AccountId' }),
};

/** The Regions that the CDK knows. */
interface RealRegions {
  readonly names: string[];
  /** What their names are made of. */
  readonly words: string[];
  /** The partitions, and the ends of their endpoints. */
  readonly partitions: ReadonlyMap<string, string>;
}

/** Called with the first app that is checked: the table of the CDK takes longer to load than this package. */
function realRegions(): RealRegions {
  const all = region_info.RegionInfo.regions;
  const names = all.map(({ name }) => name);
  return {
    names,
    words: [...new Set(names.flatMap((region) => region.split('-')))],
    partitions: new Map(all.map(({ partition, domainSuffix }) => [partition!, domainSuffix!])),
  };
}

/** The real partitions that a text names, alone or by the end of an endpoint, and those that fit its wildcards. */
function partitionsIn(text: string, { partitions }: RealRegions): string[] {
  const patterns = [...text.matchAll(PARTITION_PATTERN)].map(([, piece]) => pattern(Text.of(piece)));
  const usual = partitions.get('aws');
  return [...partitions].filter(([name, suffix]) => (name !== 'aws' && text.includes(name)) || (suffix !== usual && text.includes(suffix))
    || patterns.some((one) => match(one, Text.of(name)).truth === 'yes')).map(([name]) => name);
}

/** The real Regions that fit pieces of a text with wildcards, such as `eu-*`, also inside of a name. */
function regionsFitting(text: string, { names, words }: RealRegions): string[] {
  const fitting = new Set<string>();
  for (const [piece] of text.matchAll(/[a-z0-9*?-]*[*?][a-z0-9*?-]*/g)) {
    // Other words than those of Regions are where a Region can neither begin, nor end, nor go on.
    const tokens = piece.split(/(-|\*)/).map((token) => (isOfRegion(token, words) ? token : undefined));
    tokens.forEach((_, from) => {
      let cut = '';
      for (const token of tokens.slice(from, from + LONGEST)) {
        if (token === undefined) {
          return;
        }
        cut += token;
        if (/[*?]/.test(cut) && /[a-z0-9]/.test(cut)) {
          names.filter((region) => match(pattern(Text.of(cut)), Text.of(region)).truth === 'yes').forEach((region) => fitting.add(region));
        }
      }
    });
  }
  return [...fitting];
}

/** A pattern for a Region has no more words. */
const LONGEST = 12;

function isOfRegion(token: string, words: string[]): boolean {
  return /^[-*]?$/.test(token) || token.includes('?') || words.some((word) => word.includes(token));
}
