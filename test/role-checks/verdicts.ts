import { existsSync, readFileSync, writeFileSync } from 'fs';
import { basename } from 'path';
import { subjectOf } from './verdict-words';

/** What the checks say of a template, as `cdk-mwaa-iam check --json` prints it. */
export interface PrintedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly template: string;
  readonly resource?: string;
  readonly description: string;
}

/** The verdicts on the shapes of a test file, by the name of the shape: that of its test, with a number from the second shape on. */
type Table = Record<string, string[]>;

const updating = process.env.UPDATE_VERDICTS === '1';
const seen: Table = {};

/**
 * Compares what the checks say of a shape with its row in `<name of the test file>.verdicts.json`. Fails where there is no such row.
 *
 * `UPDATE_VERDICTS=1` writes the table instead, from the shapes of the whole file.
 */
export function expectVerdict(findings: PrintedFinding[]): void {
  const name = nameOfShape();
  seen[name] = verdictOf(findings);
  if (!updating) {
    expectRow(table(), name, seen[name]);
  }
}

/** Fails where a table says something else of a shape, or nothing. */
export function expectRow(rows: Table, shape: string, verdict: string[]): void {
  expect({ shape, verdict }).toEqual({ shape, verdict: rows[shape] });
}

/** Fails where a table has rows for other shapes than these. */
export function expectNoOtherRows(rows: Table, shapes: string[]): void {
  expect({ rowsWithoutShape: Object.keys(rows).filter((name) => !shapes.includes(name)) }).toEqual({ rowsWithoutShape: [] });
}

/** The table of the test file that runs. */
function table(): Table {
  return existsSync(tablePath()) ? JSON.parse(readFileSync(tablePath(), 'utf-8')) : {};
}

function tablePath(): string {
  return expect.getState().testPath!.replace(/\.test\.ts$/, '.verdicts.json');
}

function nameOfShape(): string {
  const test = expect.getState().currentTestName!;
  for (let count = 1; ; count++) {
    const name = count === 1 ? test : `${test} (${count})`;
    if (!(name in seen)) {
      return name;
    }
  }
}

/** The findings in short, in an order of their own, for neither their words nor their order are part of a verdict. */
export function verdictOf(findings: PrintedFinding[]): string[] {
  const lines = findings.map(({ severity, rule, template, resource, description }) => {
    const place = `${basename(template).replace(/(\.nested)?(\.template)?\.json$/, '')}/${resource}`;
    return `${severity} ${rule.replace('cdk-mwaa-iam::', '')} ${place}: ${subjectOf(description)}`;
  });
  return [...new Set(lines)].sort().map((line) => {
    const count = lines.filter((other) => other === line).length;
    return count === 1 ? line : `${line} (${count} times)`;
  });
}

afterAll(() => {
  if (updating && Object.keys(seen).length > 0) {
    writeFileSync(tablePath(), `${JSON.stringify(seen, undefined, 2)}\n`);
  } else if (process.env.WHOLE_TEST_FILES === 'yes') {
    // Some test of the file may not have run otherwise.
    expectNoOtherRows(table(), Object.keys(seen));
  }
});
