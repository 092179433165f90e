import { region_info, Token } from 'aws-cdk-lib';
import { knownComponents } from '../common/arn-components';
import { EnvironmentLocation } from '../common/environment-location';
import { StatementJson } from '../common/statement-json';

/** What stands in a printed statement for what only the deployment knows, and what to write there. */
export const PLACEHOLDERS = {
  partition: ['<partition>', 'its partition, such as aws'],
  region: ['<region>', 'the code of its Region'],
  account: ['<account>', 'the id of its account'],
};

/**
 * Statements for people to paste into a key policy, and in words what they have to fill in.
 *
 * A key is in the Region of what it is for: its ARN says what the stack does not know.
 */
export function printedStatements(
  statements: ((location: EnvironmentLocation) => StatementJson)[], location: EnvironmentLocation, keyArn: string, purpose: 'environment' | 'workflow',
): string {
  const [, partition, , region] = knownComponents(keyArn);
  const knownRegion = literal(location.region) ?? literal(region);
  const known = {
    partition: literal(location.partition) ?? literal(partition) ?? region_info.RegionInfo.get(knownRegion ?? '').partition,
    region: knownRegion,
    account: literal(location.account),
  };
  const entries = Object.entries(PLACEHOLDERS).map(([name, [placeholder]]) => [name, known[name as keyof typeof known] ?? placeholder]);
  const json = statements.map((statement) => JSON.stringify(statement(Object.fromEntries(entries)), undefined, 2)).join(',\n');
  const open = Object.values(PLACEHOLDERS).filter(([placeholder]) => json.includes(placeholder)).map(([placeholder, value]) => `${placeholder} by ${value}`);
  return open.length === 0 ? json : `${json}\nFor the ${purpose}, replace ${open.join(' and ')}`;
}

function literal(value: string | undefined): string | undefined {
  return value === undefined || value === '' || Token.isUnresolved(value) ? undefined : value;
}
