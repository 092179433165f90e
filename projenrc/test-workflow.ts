import { awscdk, github } from 'projen';
import { CHECKOUT } from './pinned-actions';
import { Toolchain, toolchains } from './toolchains';

/** What is tested beside the build, each in a job of its own: its commands, and what they need besides Node.js. */
const TESTS: Readonly<Record<string, { commands: readonly string[]; needs: readonly Toolchain[] }>> = {
  'newest-and-example': { commands: ['test:newest', 'example'], needs: [] },
  'loading': { commands: ['test:loading'], needs: [] },
  'languages': { commands: ['test:languages'], needs: ['python', 'java', 'go', 'dotnet'] },
  'airflow-and-deployment': { commands: ['test:airflow', 'test:deploy'], needs: ['python'] },
};

const NAME = 'tests';

/** What a job of another workflow needs to be, to run all tests on the commit of that workflow. */
export const CALL_TESTS: github.workflows.JobCallingReusableWorkflow = {
  uses: `./.github/workflows/${NAME}.yml`,
  permissions: { contents: github.workflows.JobPermission.READ },
};

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
  workflow.on({ workflowCall: {}, workflowDispatch: {} });
  for (const [id, { commands, needs }] of Object.entries(TESTS)) {
    workflow.addJob(id, taskJob(project, commands, needs));
    project.autoMerge?.addConditions(`status-success=${NAME} / ${id}`);
  }
  project.github!.tryFindWorkflow('build')!.addJob(NAME, CALL_TESTS);
}
