import { region_info } from 'aws-cdk-lib';
import { OpenValue, Text } from '../../iam/text';

/** Where something is deployed. */
export interface Place {
  readonly partition: Text;
  readonly region: Text;
  readonly account: Text;
}

/** One way to deploy an app: everything about it that its templates leave to the deployment and that is tried out. */
export interface Deployment {
  /** Where the stacks are that do not say it themselves. */
  readonly place: Place;
  /** The values of parameters, by the id of the open value. */
  readonly values: ReadonlyMap<string, string>;
  /** How comparisons of conditions come out that these values do not decide, by question. */
  readonly answers?: ReadonlyMap<string, boolean>;
  /** How conditions come out, whatever the values, by template and name. */
  readonly outcome?: ReadonlyMap<string, boolean | undefined>;
}

/** A Region that no text names. */
const NO_REGION: OpenValue = { kind: 'nowhere named', id: 'AWS::Region', name: 'AWS::Region' };
/** An account that no text names in full; a pattern may fit it. */
const NO_ACCOUNT: OpenValue = { kind: 'made up', id: 'AWS::AccountId', name: 'AWS::AccountId' };

/** The names of a place. */
export interface PlaceNames {
  readonly partition?: string;
  readonly region?: string;
  readonly account?: string;
}

/** A place to try for what may be deployed anywhere; what has no name is nowhere that a text names. */
export function placeToTry({ partition = 'aws', region, account }: PlaceNames): Place {
  return {
    partition: Text.shownAs('${AWS::Partition}', region === undefined ? partition : partitionOf(region) ?? partition),
    region: region === undefined ? Text.of(NO_REGION) : Text.shownAs('${AWS::Region}', region),
    account: account === undefined ? Text.of(NO_ACCOUNT) : Text.shownAs('${AWS::AccountId}', account),
  };
}

/** Where a stack is: where it says, and elsewhere where the place to try is. */
export function placeOf({ region, account }: PlaceNames, tried: Place): Place {
  const known = region === undefined ? undefined : { partition: Text.of(partitionOf(region) ?? tried.partition), region: Text.of(region) };
  return { ...tried, ...known, ...(account === undefined ? {} : { account: Text.of(account) }) };
}

/** The partition of a Region. */
export function partitionOf(region: string): string | undefined {
  return region_info.RegionInfo.get(region).partition;
}
