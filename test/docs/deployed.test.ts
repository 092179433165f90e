import { readFileSync } from 'fs';
import { join } from 'path';

// The page of what is deployed: the permissions that it lists are those that its commands need, as the service authorization reference calls them.

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'deployed.md'), 'utf-8');
const [, COMMANDS] = /^```bash\n([^]*?)^```$/m.exec(PAGE)!;
const [, POLICY] = /^```json\n([^]*?)^```$/m.exec(PAGE)!;
const REST = PAGE.replace(COMMANDS, '').replace(POLICY, '');

const PREFIXES: Record<string, string> = { 'iam': 'iam', 'kms': 'kms', 'mwaa': 'airflow', 'mwaa-serverless': 'airflow-serverless', 's3api': 's3' };

/** The calls whose actions have another name. */
const OTHERWISE_NAMED: Record<string, string> = {
  's3api get-bucket-encryption': 's3:GetEncryptionConfiguration', 's3api get-public-access-block': 's3:GetBucketPublicAccessBlock',
};

function actionOf(call: string): string {
  const [service, command] = call.split(' ');
  const name = command.split('-').map((word) => `${word[0].toUpperCase()}${word.slice(1)}`).join('');
  return OTHERWISE_NAMED[call] ?? `${PREFIXES[service]}:${name}`;
}

/** The calls of commands, each once: by `aws`, by the function `keep` of the page, and those that a loop goes through. */
function callsOf(commands: string): string[] {
  const written = commands.replace(/^for call in (.*); do\n(.*"\$call".*)$/m, (_, calls: string, line: string) =>
    calls.split(' ').map((call) => line.replace('"$call"', call)).join('\n'));
  return [...new Set([...written.matchAll(/(?:\baws|\bkeep "\S+") ([a-z0-9-]+ [a-z-]+)(?= )/g)].map(([, call]) => call))];
}

test('every line of the commands that calls the AWS CLI is understood', () => {
  const lines = COMMANDS.split('\n').filter((line) => /^ *keep "|\baws (?!"\$\{@:2\}")/.test(line));
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => callsOf(line).length === 0)).toEqual(['  keep "$bucket.$call" s3api "$call" --bucket "$bucket"']);
  expect(callsOf(COMMANDS).filter((call) => call.startsWith('s3api'))).toHaveLength(4);
});

test('the permissions are those that the commands need, and no more', () => {
  const [{ Action }] = JSON.parse(POLICY).Statement;
  expect(callsOf(COMMANDS).map(actionOf).sort()).toEqual(Action);
});

test('the calls outside of the commands have their permission beside the list', () => {
  const calls = callsOf(REST);
  expect(calls).toEqual(expect.arrayContaining(['iam get-account-authorization-details', 'mwaa-serverless get-workflow']));
  expect(calls.map(actionOf).filter((action) => !JSON.parse(POLICY).Statement[0].Action.includes(action) && !REST.includes(`\`${action}\``))).toEqual([]);
});
