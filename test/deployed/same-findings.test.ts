import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { compared, expectSameDescribed } from './same-findings';
import { inline, template, without } from '../role-checks/shapes';

/** What `foundAmong` does with each shape of the checks' own tests. */
function written(...bodies: object[]): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'mwaa-same-'));
  return bodies.map((body, index) => {
    const path = join(directory, `T${index}.template.json`);
    writeFileSync(path, JSON.stringify(body));
    return path;
  });
}

const BROKEN = template({ role: { Policies: [inline(without('sqs:SendMessage'))] } });
const MISSING = expect.stringMatching(/^error missingPermission \/: useCeleryQueue/);

test('templates are compared with what the AWS CLI prints, IAM in one call and call by call', () => {
  expect(compared(written(template()))).toEqual({ asTemplate: [], described: [[], []] });
  expect(compared(written(BROKEN))).toEqual({ asTemplate: [MISSING], described: [[MISSING], [MISSING]] });
});

test.each<[string, object]>([
  ['a parameter', template({ environment: { Name: { Ref: 'Name' } } })],
  ['a condition', template({ Conditions: { C: { 'Fn::Equals': ['a', 'b'] } }, resources: { Other: { Type: 'AWS::IAM::Role', Condition: 'C' } } })],
  ['a type that no call prints', template({ resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } } })],
  ['a role without a trust policy', template({ role: { AssumeRolePolicyDocument: undefined } })],
])('%s is not compared', (_, body) => expect(compared(written(body))).toBeUndefined());

test('several apps are not compared', () => expect(compared([...written(template()), ...written(template())])).toBeUndefined());

test('what a template leaves open, the deployment decides', () => {
  const unseen = template({ environment: { ExecutionRoleArn: 'arn:aws:iam::111122223333:role/other' } });
  expect(compared(written(unseen))!.asTemplate).toEqual(['info notChecked /: role not traced']);
  expectSameDescribed(written(unseen));
});
