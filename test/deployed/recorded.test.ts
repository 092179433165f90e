import { join } from 'path';
import { run } from '../cli/command-line';

// What the AWS CLI 1.46.3 has printed of three environments and a workflow that scripts/deploy/described.ts makes, by the commands of
// docs/deployed.md. Ids and dates are changed, nothing else. `npm run test:deploy` does it all anew.

const KEY = '1234abcd-12ab-34cd-56ef-000000000001';

const RECORDED: Record<string, string[]> = {
  console: ['info queueConfinement AmazonMWAA-console'],
  removed: ['error missingPermission AmazonMWAA-removed'],
  failed: [
    `error keyPolicy ${KEY}`, 'error missingPermission AmazonMWAA-failed', 'error missingPermission AmazonMWAA-failed', 'error resourceDenial mwaa-failed',
    'error trustPolicy AmazonMWAA-failed', 'info lastUpdate failed', 'info queueConfinement AmazonMWAA-failed', 'warning sourceBucket mwaa-failed',
    'warning sourceBucket mwaa-failed',
  ],
  workflow: ['error missingPermission AmazonMWAA-workflow', 'error trustPolicy AmazonMWAA-workflow', 'warning foreignService AmazonMWAA-workflow'],
};

const check = (name: string) => run(['check', '--json', join(__dirname, 'recorded', name)]);

test.each(Object.entries(RECORDED))('what the AWS CLI printed of "%s" is read, and checked', (name, found) => {
  const { code, out, err } = check(name);
  const findings = JSON.parse(out) as { rule: string; severity: string; resource: string }[];
  expect(findings.map(({ rule, severity, resource }) => `${severity} ${rule.split('::')[1]} ${resource}`).sort()).toEqual(found);
  expect({ code, lines: err.split('\n').length }).toEqual({ code: Number(name !== 'console'), lines: 1 }); // the summary alone: every file was read
});

test('the statement that was removed is in the fix', () => {
  const [{ description, fix }] = JSON.parse(check('removed').out);
  expect(description).toContain('sqs:SendMessage');
  expect(fix).toContain('"arn:aws:sqs:eu-west-1:*:airflow-celery-*"');
});

test('the log group that the workflow names is in the finding', () => {
  const { description } = JSON.parse(check('workflow').out).find(({ rule }: any) => rule === 'cdk-mwaa-iam::missingPermission');
  expect(description).toContain('log-group:/workflows/reports');
});
