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
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly environment?: string;
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

/** The jobs of a release that give something to the world. */
const PUBLISHES = /\bpublib|\bgh release|\bnpm publish/;

function publishes(job: Job): boolean {
  return job.steps?.some(({ run }) => PUBLISHES.test(run ?? '')) ?? false;
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
    const building = FILES.flatMap((file) => Object.values(jobsOf(file)).filter((job) => !publishes(job)).flatMap((job) => job.steps ?? []));
    const versions = building.filter(({ uses }) => uses?.startsWith(`actions/setup-${tool}@`)).map((step) => step.with![`${tool}-version`]);
    expect(new Set(versions).size).toBe(1);
  });

  test('says for each job what its token may do', () => {
    const silent = FILES.flatMap((file) => Object.entries(jobsOf(file)).filter(([, job]) => job.permissions === undefined).map(([id]) => `${file}: ${id}`));
    expect(silent).toEqual([]);
  });

  test('gives a secret, or an identity, only to a job that runs on main alone', () => {
    const powerful = FILES.flatMap((file) => Object.entries(jobsOf(file))
      .filter(([, job]) => /secrets\.(?!GITHUB_TOKEN\b)/.test(JSON.stringify(job)) || job.permissions['id-token'] === 'write')
      .map(([id, { environment }]) => `${file}: ${id}: ${environment}`));
    expect(powerful).toEqual([
      'release.yml: release_npm: release',
      'release.yml: release_maven: release',
      'release.yml: release_pypi: release',
      'release.yml: release_nuget: release',
      'release.yml: release_golang: release',
      'scorecard.yml: analyze: undefined', // signs its results, and is no publisher that a registry trusts
      'upgrade-main.yml: pr: upgrade',
    ]);
  });

  test.each(FILES.filter((file) => file !== 'release.yml'))('writes no contents of the repository: %s', (file) => {
    expect(Object.values(jobsOf(file)).filter(({ permissions }) => permissions.contents === 'write')).toEqual([]);
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

  test('take the packages that they are given', () => {
    const all = jobsOf('tests.yml');
    const given = Object.keys(all).filter((id) => all[id].steps!.some((step) => step.uses?.startsWith('actions/download-artifact@')));
    expect(given).toEqual(['loading', 'languages']);
    expect(given.map((id) => all[id].env!.PACKAGES)).toEqual(given.map(() => "${{ inputs.packages && 'dist' }}"));
  });

  test('cannot be left out', () => {
    expect(jobs.flatMap((job) => [job.if ?? []].flat())).toEqual([]);
    expect(JSON.stringify(jobs)).not.toContain('continue-on-error');
  });
});

describe('a release', () => {
  const jobs = jobsOf('release.yml');
  const publishing = Object.keys(jobs).filter((id) => publishes(jobs[id]));
  const names = (id: string) => jobs[id].steps!.map(({ name }) => name);
  const ARTIFACT = '${{ needs.release.outputs.artifact_id }}';

  test('goes to npm, Maven Central, PyPI, NuGet, the Go module and GitHub', () => {
    expect(publishing.sort()).toEqual(['release_github', 'release_golang', 'release_maven', 'release_npm', 'release_nuget', 'release_pypi']);
  });

  test.each(publishing)('waits for the build, for every test and for the tag: %s', (id) => {
    expect(awaited(jobs, id)).toEqual(expect.arrayContaining(['release', 'tests', 'tag']));
  });

  test('tests the packages that it made', () => {
    expect(jobs.tests.needs).toBe('release');
    expect(jobs.tests.with).toEqual({ packages: ARTIFACT });
  });

  test.each(publishing)('publishes the packages that were tested, and builds nothing: %s', (id) => {
    const [download] = jobs[id].steps!.filter(({ uses }) => uses?.startsWith('actions/download-artifact@'));
    expect(download.with).toEqual({ 'artifact-ids': ARTIFACT, 'path': 'dist' });
    const [first, second, ...rest] = names(id).filter((name) => name !== undefined);
    expect([first, second]).toEqual(['Download the packages', 'Check that this is the newest version']);
    expect(rest).toEqual(id === 'release_github' ? ['Release', 'Attach the bill of materials'] : ['Release']);
  });

  test('packages every language before it uploads', () => {
    const tasks = ['release', 'Restore the version', 'package:java', 'package:python', 'package:dotnet', 'package:go'];
    const all = names('release');
    expect(all.slice(all.indexOf('release'), all.indexOf('release') + tasks.length)).toEqual(tasks);
    expect(all.indexOf('Upload artifact')).toBeGreaterThan(all.indexOf('package:go'));
  });

  test('tags the tested commit before anything is published', () => {
    expect(awaited(jobs, 'tag').sort()).toEqual(['release', 'tests']);
    expect(jobs.tag.if).toBe(jobs.release_npm.if);
  });

  test.each(publishing)('has an npm that knows trusted publishing: %s', (id) => {
    const [node] = jobs[id].steps!.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(node.with!['node-version']).toBe('24.x');
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

  test('has other jobs that can write nothing but the tag', () => {
    const others = Object.keys(jobs).filter((id) => ![...publishing, 'tag'].includes(id) && Object.values(jobs[id].permissions).includes('write'));
    expect(others).toEqual([]);
  });
});
