import { awscdk, Component, github } from 'projen';
import { TESTED_PACKAGES, testJob } from './test-workflow';
import { toolchains } from './toolchains';

/** The bill of materials, among what a release is made of. */
export const BILL_OF_MATERIALS = 'dist/sbom.cdx.json';

/** Only `main` may deploy to it. It holds the secrets of the registries, and the trusted publishers name it (CONTRIBUTING.md). */
export const RELEASE_ENVIRONMENT = 'release';

/** The jobs that projen makes to publish begin like this. */
const PUBLISHES = /^release_/;

/** Nothing is published twice, from an older commit, from another branch, or by a dry run. */
const MAY_PUBLISH = [
  "needs.release.outputs.tag_exists != 'true'",
  'needs.release.outputs.latest_commit == github.sha',
  "github.ref == 'refs/heads/main'",
  '!inputs.dry_run',
].join(' && ');

/** npm knows trusted publishing from 11.5.1 on, which Node.js 22 does not bring. The jobs with it build nothing. */
const PUBLISHING_NODE = { node: { version: '24.x' } };

/** The packages that were tested. */
const DOWNLOAD = github.WorkflowSteps.downloadArtifact({
  name: 'Download the packages',
  with: { artifactIds: ['${{ needs.release.outputs.artifact_id }}'], path: 'dist' },
});

/** Gives the version to this commit, before a registry has it: after a failure, no other commit can take the same version. */
const TAG: github.workflows.Job = {
  name: 'Tag the version',
  needs: ['release', 'tests'],
  if: MAY_PUBLISH,
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.WRITE },
  steps: [
    DOWNLOAD,
    {
      name: 'Tag',
      run: 'gh api "repos/$GITHUB_REPOSITORY/git/refs" -f "ref=refs/tags/$(cat dist/releasetag.txt)" -f "sha=$GITHUB_SHA"',
      env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
    },
  ],
};

/** A job that is run again may be overtaken by a newer version. */
const NEWEST_VERSION: github.workflows.JobStep = {
  name: 'Check that this is the newest version',
  run: [
    'newest=$(git ls-remote --tags --sort=-version:refname "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" "v*" | head -n 1)',
    'echo "$newest"',
    '[ "$newest" = "$(printf \'%s\\trefs/tags/%s\' "$GITHUB_SHA" "$(cat dist/releasetag.txt)")" ]',
  ].join('\n'),
};

/** What is about to be published, or would be without a dry run. */
const LIST: github.workflows.JobStep = {
  name: 'List what is to be published',
  run: [
    '{',
    '  echo "Version $(cat dist/version.txt); already tagged: ${{ steps.check_tag_exists.outputs.exists }}"',
    '  cat dist/changelog.md',
    "  echo '```'",
    '  (cd dist && find . -type f -exec sha256sum {} +)',
    "  echo '```'",
    '} | tee -a "$GITHUB_STEP_SUMMARY"',
  ].join('\n'),
};

/** Builds and packages once, tests these packages, and publishes these packages (docs/decisions/0086). */
export class ReleaseWorkflow extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    library.release!.publisher.addGitHubPostPublishingSteps({
      name: 'Attach the bill of materials',
      run: `gh release upload "$(cat dist/releasetag.txt)" ${BILL_OF_MATERIALS} -R "$GITHUB_REPOSITORY" --clobber`,
      env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
    });
  }

  public preSynthesize(): void {
    const workflow = this.library.github!.tryFindWorkflow('release')!;
    for (const [id, job] of Object.entries(workflow.jobs)) {
      if (PUBLISHES.test(id)) {
        workflow.updateJob(id, publishing(job as github.workflows.Job));
      }
    }
    workflow.updateJob('release', this.packaging(workflow.getJob('release') as github.workflows.Job));
    workflow.addJob('tests', testJob({ needs: ['release'], with: { [TESTED_PACKAGES]: '${{ needs.release.outputs.artifact_id }}' } }));
    workflow.addJob('tag', TAG);
  }

  /** The build, which makes the packages of all languages while it has what it compiled. */
  private packaging(build: github.workflows.Job): github.workflows.Job {
    const built = build.steps.findIndex(({ name }) => name === 'release') + 1;
    const languages = ['java', 'python', 'dotnet', 'go'].map((language) => this.library.tasks.tryFind(`package:${language}`)!);
    return {
      ...build,
      permissions: { contents: github.workflows.JobPermission.READ },
      tools: toolchains(['python', 'java', 'go', 'dotnet']),
      steps: [
        ...build.steps.slice(0, built),
        // The build ends with the version that is in the repository: the package for npm has that of the release.
        { name: 'Restore the version', run: 'tar --strip-components=1 -xzf dist/js/*.tgz' },
        ...languages.map((task) => ({ name: task.name, run: this.library.runTaskCommand(task) })),
        ...build.steps.slice(built),
        LIST,
      ],
    };
  }
}

/** A job that publishes what was tested, as it is: no sources, no dependency of the project, nothing built. */
function publishing(job: github.workflows.Job): github.workflows.Job {
  const published = job.steps.findIndex(({ name }) => name === 'Release');
  return {
    ...job,
    needs: ['tests', 'tag', ...job.needs ?? []],
    if: MAY_PUBLISH,
    tools: { ...job.tools, ...PUBLISHING_NODE },
    steps: [DOWNLOAD, NEWEST_VERSION, ...job.steps.slice(published)],
  };
}
