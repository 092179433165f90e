import { awscdk, github } from 'projen';
import { CHECKOUT } from './pinned-actions';
import { Toolchain, toolchains } from './toolchains';

/** What is tested beside the build, each in a job of its own: its commands, what they need besides Node.js, and whether they install packages. */
const TESTS: Readonly<Record<string, { commands: readonly string[]; needs: readonly Toolchain[]; packages?: boolean }>> = {
  'newest-and-example': { commands: ['test:newest', 'example'], needs: [] },
  'loading': { commands: ['test:loading'], needs: [], packages: true },
  'languages': { commands: ['test:languages'], needs: ['python', 'java', 'go', 'dotnet'], packages: true },
  'airflow-and-deployment': { commands: ['test:airflow', 'test:deploy'], needs: ['python'] },
};

const NAME = 'tests';

/** The input that names the artifact with the packages to test. Without it, the tests package the commit themselves. */
export const TESTED_PACKAGES = 'packages';

const DOWNLOAD: github.workflows.JobStep = {
  ...github.WorkflowSteps.downloadArtifact({
    name: 'Download the packages of the release',
    with: { artifactIds: [`\${{ inputs.${TESTED_PACKAGES} }}`], path: 'dist' },
  }),
  if: `inputs.${TESTED_PACKAGES}`,
};

/** A job of another workflow that runs all tests on the commit of that workflow. */
export function testJob(
  { needs, with: inputs }: Pick<github.workflows.JobCallingReusableWorkflow, 'needs' | 'with'> = {},
): github.workflows.JobCallingReusableWorkflow {
  return {
    uses: `./.github/workflows/${NAME}.yml`,
    permissions: { contents: github.workflows.JobPermission.READ },
    needs,
    with: inputs,
  };
}

/** The same job on packages that are handed over, if any are. */
function onPackages(job: github.workflows.Job): github.workflows.Job {
  const [checkout, ...rest] = job.steps;
  return {
    ...job,
    env: { ...job.env, PACKAGES: `\${{ inputs.${TESTED_PACKAGES} && 'dist' }}` },
    steps: [checkout, DOWNLOAD, ...rest],
  };
}

/** A job that runs tasks of this project on the commit of its workflow. */
export function taskJob(project: awscdk.AwsCdkConstructLibrary, tasks: readonly string[], needs: readonly Toolchain[] = []): github.workflows.Job {
  return {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: github.workflows.JobPermission.READ },
    tools: toolchains(['node', ...needs]),
    env: { CI: 'true' },
    steps: [
      CHECKOUT,
      { name: 'Install dependencies', run: project.package.installCommand },
      ...tasks.map((task) => ({ name: task, run: project.runTaskCommand(project.tasks.tryFind(task)!) })),
    ],
  };
}

/** The tests beside the build, for pull requests and for releases alike. */
export function addTestWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github!.addWorkflow(NAME);
  workflow.on({
    workflowCall: { inputs: { [TESTED_PACKAGES]: { description: 'Id of the artifact with the packages to test', type: 'string' } } },
    workflowDispatch: {},
  });
  for (const [id, { commands, needs, packages }] of Object.entries(TESTS)) {
    const job = taskJob(project, commands, needs);
    workflow.addJob(id, packages ? onPackages(job) : job);
    project.autoMerge?.addConditions(`status-success=${NAME} / ${id}`);
  }
  project.github!.tryFindWorkflow('build')!.addJob(NAME, testJob());
}
