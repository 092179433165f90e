import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App } from 'aws-cdk-lib';

const HELPER = JSON.stringify(join(__dirname, '..', 'scripts', 'temporary-folder.ts'));

/** Leaves a file, has another process leave one, and ends in `end`. */
const script = (end: string) => `
  const own = require(${HELPER}).temporaryFolder();
  const write = 'require("fs").writeFileSync(require("path").join(require("os").tmpdir(), process.pid + ""), "")';
  eval(write);
  require('child_process').spawnSync(process.execPath, ['-e', write]);
  process.stdout.write(String(require('fs').readdirSync(own).length));
  ${end}
`;

test('tests write to the folder that goes with their run', () => {
  expect(tmpdir()).toMatch(/[\\/]cdk-mwaa-iam-\w{6}$/);
  expect(dirname(new App().outdir)).toBe(tmpdir());
});

test.each([
  ['to its end', '', 0],
  ['into an error', 'throw new Error();', 1],
  ['up to an exit', 'process.exit(3);', 3],
])('a process that runs %s leaves nothing of its own or of what it started', (_, end, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'outer-'));
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script(end)], { encoding: 'utf-8', env: { ...process.env, TMPDIR: folder } });
  expect({ status, written: stdout }).toEqual({ status: code, written: '2' });
  expect(readdirSync(folder).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
});
