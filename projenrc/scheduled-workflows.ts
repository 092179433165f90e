import { awscdk } from 'projen';
import { taskJob } from './test-workflow';
import { Toolchain } from './toolchains';

const MONDAY = { schedule: [{ cron: '0 5 * * 1' }], workflowDispatch: {} };

/** Packages that are installed as they are newest on the day, and the tasks that run on them. */
const NEWEST: Readonly<Record<string, { packages: readonly string[]; tasks: readonly string[]; needs: readonly Toolchain[] }>> = {
  cdk: {
    packages: ['aws-cdk-lib@2', 'constructs@10', 'cdk-nag@latest', 'aws-cdk@2'],
    tasks: ['compile', 'test', 'example', 'test:deploy'],
    needs: ['python'],
  },
  jsii: {
    packages: ['jsii@latest', 'jsii-rosetta@latest', 'jsii-pacmak@latest', 'jsii-docgen@latest'],
    tasks: ['compile', 'post-compile', 'test:languages'],
    needs: ['python', 'java', 'go', 'dotnet'],
  },
};

/** What takes too long for every change, once a week. */
export function addEvidenceWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github!.addWorkflow('evidence');
  workflow.on(MONDAY);
  for (const task of ['test:mutation', 'benchmark']) {
    workflow.addJob(task.replace(':', '-'), { ...taskJob(project, [task]), timeoutMinutes: 120 });
  }
}

/** The tests on what is newest that day, before a user has it. TypeScript and the rest of an application: as `test:loading` installs them. */
export function addNewestWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github!.addWorkflow('newest');
  workflow.on(MONDAY);
  for (const [id, { packages, tasks, needs }] of Object.entries(NEWEST)) {
    const job = taskJob(project, tasks, needs);
    const [checkout, install, ...rest] = job.steps;
    const update = { name: 'Install what is newest', run: `npm install --no-save --force ${packages.join(' ')}` };
    workflow.addJob(id, { ...job, steps: [checkout, install, update, ...rest] });
  }
  const typescript = taskJob(project, ['test:loading']);
  workflow.addJob('typescript', {
    ...typescript,
    steps: typescript.steps.map((step) => (step.name === 'test:loading' ? { ...step, run: `${step.run} newest` } : step)),
  });
}

