import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { expectNoOtherRows, expectRow, PrintedFinding, verdictOf } from './verdicts';

const FINDING: PrintedFinding = {
  rule: 'cdk-mwaa-iam::policyOrder',
  severity: 'error',
  template: '/cdk.out/Stack.template.json',
  resource: 'Environment',
  description: 'environment "my-env" does not wait for Policy, which carries permissions that it needs',
};
const note = (doubts: string) =>
  ({ ...FINDING, rule: 'cdk-mwaa-iam::notChecked', severity: 'info', description: `not checked for environment "my-env": ${doubts}` });

describe('a verdict', () => {
  test('says how severe, which rule, where, and what about', () => {
    expect(verdictOf([FINDING])).toEqual(['error policyOrder Stack/Environment: order of Policy']);
  });

  test('says what could not be checked, without the reasons', () => {
    const doubts = [
      'templates do not show One, Two: whether the role may find the log groups, whether the role may report the health of the environment',
      'where C is true, glue.amazonaws.com may assume the role of environment "my-env" and use everything that its DAGs may use',
      'its role, which the environment does not name',
    ];
    expect(verdictOf([note(doubts.join('; '))])).toEqual(['info notChecked Stack/Environment: describeLogGroups | publishMetrics | role not named | sometimes foreign service']);
  });

  test('has an order of its own, and says once what is found several times', () => {
    const nested = { ...FINDING, template: '/cdk.out/Inner1234.nested.template.json' };
    expect(verdictOf([FINDING, nested, FINDING])).toEqual([
      'error policyOrder Inner1234/Environment: order of Policy', 'error policyOrder Stack/Environment: order of Policy (2 times)',
    ]);
  });

  test.each([
    'the role is as wrong as a role can be',
    'not checked for environment "my-env": what nobody knows',
    'the role of environment "my-env" may not do s3:GetObject on *: no statement allows it. MWAA needs it to see the stars; without it the environment fails',
    'airflow.amazonaws.com may not assume the role of environment "my-env": it does not want to',
    'the role of environment "my-env" may do more than documented: everything',
  ])('cannot be read from words that are new: %s', (description) => {
    expect(() => verdictOf([{ ...FINDING, description }])).toThrow('verdict-words.ts does not know these words of a message: ');
  });
});

describe('a table', () => {
  const rows = { 'a policy that is late': ['error policyOrder Stack/Environment: order of Policy'], 'a policy in time': [] };

  test('says of a shape what the checks say, neither something else nor nothing', () => {
    expectRow(rows, 'a policy in time', []);
    expect(() => expectRow(rows, 'a policy that is late', [])).toThrow('order of Policy');
    expect(() => expectRow(rows, 'a policy that nobody knows', [])).toThrow('a policy that nobody knows');
  });

  test('has no other rows', () => {
    expectNoOtherRows(rows, ['a policy in time', 'a policy that is late', 'a third']);
    expect(() => expectNoOtherRows(rows, ['a policy that is late'])).toThrow('a policy in time');
  });
});

test('every table is that of a test file', () => {
  const root = join(__dirname, '..');
  const tables = readdirSync(root, { recursive: true, encoding: 'utf-8' }).filter((file) => file.endsWith('.verdicts.json'));
  expect(tables.filter((file) => !existsSync(join(root, file.replace('.verdicts.json', '.test.ts'))))).toEqual([]);
});
