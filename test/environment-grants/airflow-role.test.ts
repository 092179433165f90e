import { Lazy, Token } from 'aws-cdk-lib';
import { AirflowRole } from '../../src';

test('names the default roles as Airflow does', () => {
  const { ADMIN, OP, USER, VIEWER, PUBLIC } = AirflowRole;
  expect([ADMIN, OP, USER, VIEWER, PUBLIC].map(({ name }) => name)).toEqual(['Admin', 'Op', 'User', 'Viewer', 'Public']);
});

test.each([
  ['one character', 'a'],
  ['64 characters, what Airflow stores', 'a'.repeat(64)],
  ['spaces', 'Data Engineers'],
  ['a slash', 'team/data'],
  ['a colon', 'team:data'],
  ['characters around the wildcards', '()+,>@'],
  ['a dollar that begins no variable', 'cost$'],
  ['accents', 'Prüfer'],
  ['the ends of what a policy takes', '!~ ÿ'],
])('takes a custom role with %s', (_, name) => {
  expect(AirflowRole.of(name).name).toBe(name);
});

test.each([
  ['empty', '', '""'],
  ['only spaces', ' \u00A0', '" \u00A0"'],
  ['longer than Airflow stores', 'a'.repeat(65), `"${'a'.repeat(65)}"`],
  ['every role', '*', '"*"'],
  ['a pattern', 'team-?', '"team-?"'],
  ['a policy variable', '${aws:username}', '"${aws:username}"'],
  ['on two lines', 'Op\n', '"Op\\n"'],
  ['with a tab', 'a\tb', '"a\\tb"'],
  ['with a control character', 'a\u007F', '"a\u007F"'],
  ['beyond Latin-1', 'データ', '"データ"'],
  ['missing', undefined, 'is missing, and'],
  ['a number', 7, '7'],
])('fails when the name is %s', (_, name: any, shown) => {
  expect(() => AirflowRole.of(name)).toThrow(new Error(
    `AirflowRole.of: \`name\` ${shown} must have 1 to 64 Latin-1 characters, not only spaces,`
    + ' and no "*", "?" or "${": pass the name of one role as Airflow shows it',
  ));
});

test('passes a token unchecked', () => {
  const name = Lazy.string({ produce: () => '*' });
  expect(AirflowRole.of(name).name).toBe(name);
  expect(Token.isUnresolved(AirflowRole.of(name).name)).toBe(true);
});
