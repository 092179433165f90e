import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';

// The workflows cannot be run here. What they must never lose can be read in them.

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: string | string[];
  readonly if?: string;
  readonly steps?: Step[];
  readonly permissions: Readonly<Record<string, string>>;
}

const FOLDER = join(__dirname, '..', '.github', 'workflows');
const FILES = readdirSync(FOLDER).sort();

function jobsOf(file: string): Record<string, Job> {
  return parse(readFileSync(join(FOLDER, file), 'utf-8')).jobs;
}

const steps = FILES.flatMap((file) => Object.values(jobsOf(file)).flatMap((job) => job.steps ?? []));

/** Every job that a job waits for, on whatever way. */
function awaited(jobs: Record<string, Job>, id: string): string[] {
  const needs = [jobs[id].needs ?? []].flat();
  return [...new Set([...needs, ...needs.flatMap((need) => awaited(jobs, need))])];
}

describe('every workflow', () => {
  test('uses actions by their commit', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses.length).toBeGreaterThan(50);
    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  test.each(['node', 'python', 'java', 'go', 'dotnet'])('sets up the same version of %s', (tool) => {
    const versions = steps.filter(({ uses }) => uses?.startsWith(`actions/setup-${tool}@`)).map((step) => step.with![`${tool}-version`]);
    expect(new Set(versions).size).toBe(1);
  });

  test('says for each job what its token may do', () => {
    const silent = FILES.flatMap((file) => Object.entries(jobsOf(file)).filter(([, job]) => job.permissions === undefined).map(([id]) => `${file}: ${id}`));
    expect(silent).toEqual([]);
  });

  test('calls the tests on its own commit', () => {
    const calls = FILES.flatMap((file) => Object.values(jobsOf(file)).flatMap(({ uses }) => (uses === undefined ? [] : [`${file}: ${uses}`])));
    expect(calls).toEqual(['build.yml: ./.github/workflows/tests.yml', 'release.yml: ./.github/workflows/tests.yml']);
  });
});

describe('the tests', () => {
  const jobs = Object.values(jobsOf('tests.yml'));

  test('are all that there are', () => {
    const run = jobs.flatMap((job) => job.steps!.flatMap((step) => step.run ?? [])).filter((command) => command.startsWith('npx projen'));
    const { tasks } = JSON.parse(readFileSync(join(__dirname, '..', '.projen', 'tasks.json'), 'utf-8'));
    const elsewhere = ['test:mutation', 'test:update', 'test:watch'];
    const all = Object.keys(tasks).filter((task) => task.startsWith('test:') && !elsewhere.includes(task));
    expect(run.sort()).toEqual([...all, 'example'].map((task) => `npx projen ${task}`).sort());
  });

  test('look at the commit of the workflow that calls them', () => {
    const checkouts = jobs.map((job) => job.steps!.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with);
    expect(checkouts).toEqual(jobs.map(() => ({ 'persist-credentials': false })));
  });

  test('cannot be left out', () => {
    expect(jobs.flatMap((job) => [job.if ?? []].flat())).toEqual([]);
    expect(JSON.stringify(jobs)).not.toContain('continue-on-error');
  });
});

describe('a release', () => {
  const jobs = jobsOf('release.yml');
  const publishing = Object.keys(jobs).filter((id) => jobs[id].steps?.some(({ run }) => /\bpublib|\bgh release|\bnpm publish/.test(run ?? '')));

  test('goes to npm, Maven Central, PyPI, NuGet, the Go module and GitHub', () => {
    expect(publishing.sort()).toEqual(['release_github', 'release_golang', 'release_maven', 'release_npm', 'release_nuget', 'release_pypi']);
  });

  test.each(publishing)('waits for the build and for every test: %s', (id) => {
    expect(awaited(jobs, id)).toEqual(expect.arrayContaining(['release', 'tests']));
  });

  test.each(publishing)('is made of the newest commit of main, once, and by no dry run: %s', (id) => {
    expect(jobs[id].if!.split(' && ')).toEqual([
      "needs.release.outputs.tag_exists != 'true'",
      'needs.release.outputs.latest_commit == github.sha',
      "github.ref == 'refs/heads/main'",
      '!inputs.dry_run',
    ]);
  });

  test('waits for nothing that may be skipped or fail', () => {
    expect(jobs.release.if).toBeUndefined();
    expect(jobs.tests.if).toBeUndefined();
    expect(Object.values(jobs).some((job) => /always\(\)|failure\(\)|cancelled\(\)/.test(job.if ?? ''))).toBe(false);
  });

  test('has other jobs that can write nothing', () => {
    const others = Object.keys(jobs).filter((id) => !publishing.includes(id) && Object.values(jobs[id].permissions).includes('write'));
    expect(others).toEqual([]);
  });
});
