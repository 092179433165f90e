import { readFileSync } from 'fs';
import { join } from 'path';
import { REASONS } from '../../../../src/role-checks/checks/environment/last-update';
import { foundIn, template } from '../../shapes';

const PAGE = 'https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html';
const said = (environment: object) => foundIn(template({ environment })).filter(({ rule }) => rule === 'cdk-mwaa-iam::lastUpdate');
const failed = (ErrorMessage: unknown, ErrorCode?: string) => ({ Status: 'CREATE_FAILED', LastUpdate: { Status: 'FAILED', Error: { ErrorCode, ErrorMessage } } });

test('says what MWAA says of an environment, and what it comes from', () => {
  const message = 'You may need to check the execution role permissions policy for your environment, and that each of the VPC networking components';
  expect(said(failed(message, 'INCORRECT_CONFIGURATION'))).toEqual([expect.objectContaining({
    severity: 'info',
    description: `environment "my-env" is CREATE_FAILED, and MWAA says: INCORRECT_CONFIGURATION: ${message}`,
    fix: `a permission of the role is missing: add the statement that a finding has. Without a finding, look at the network (${PAGE})`,
    at: expect.objectContaining({ logicalId: 'Environment' }),
  })]);
});

test('says where to look if nobody knows the message', () => {
  expect(said(failed('Something else'))).toEqual([expect.objectContaining({
    description: 'environment "my-env" is CREATE_FAILED, and MWAA says: Something else',
    fix: `look at the findings, and then at the network (${PAGE})`,
  })]);
});

test.each<[string, object]>([
  ['is available', { ...failed('x'), Status: 'AVAILABLE' }],
  ['is in a template', { LastUpdate: failed('x').LastUpdate }],
  ['has no error', { Status: 'UPDATING', LastUpdate: { Status: 'PENDING' } }],
  ['was never updated', { Status: 'CREATING' }],
  ['has an error without a message', failed(undefined)],
])('says nothing of an environment that %s', (_, environment) => expect(said(environment)).toEqual([]));

const rows = readFileSync(join(__dirname, '..', '..', '..', '..', 'README.md'), 'utf-8').split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split(' | ')[0]);
const together = rows.map((row, index) => (row.startsWith('| the same, with') ? `${rows[index - 1]} ${row}` : row));

test.each(REASONS)('the table of the README has %s', (pattern) => {
  expect(together.filter((row) => pattern.test(row))).not.toEqual([]);
});
