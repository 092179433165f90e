import { Component, github } from 'projen';

/** What every workflow tests with, and what is released is built with. */
const TOOLCHAINS = {
  node: { version: '22.x' },
  python: { version: '3.11' },
  java: { version: '17' },
  go: { version: '^1.25.0' },
  dotnet: { version: '10.x' },
} satisfies github.workflows.Tools;

export type Toolchain = keyof typeof TOOLCHAINS;

export const TOOLCHAIN_NAMES = Object.keys(TOOLCHAINS) as Toolchain[];

export const NODE_VERSION = TOOLCHAINS.node.version;

/** The tools of a job. */
export function toolchains(names: readonly Toolchain[]): github.workflows.Tools {
  return Object.fromEntries(names.map((name) => [name, TOOLCHAINS[name]]));
}

/** Replaces the versions that projen has for the jobs that package and publish. */
export class SameToolchains extends Component {
  constructor(private readonly workflows: github.GitHub) {
    super(workflows.project);
  }

  public preSynthesize(): void {
    for (const workflow of this.workflows.workflows) {
      for (const [id, job] of Object.entries(workflow.jobs)) {
        if ('tools' in job && job.tools !== undefined) {
          workflow.updateJob(id, { ...job, tools: toolchains(Object.keys(job.tools) as Toolchain[]) });
        }
      }
    }
  }
}
