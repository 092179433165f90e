import { awscdk, Component, github } from 'projen';
import { CHECKOUT } from './pinned-actions';
import { CALL_TESTS } from './test-workflow';
import { TOOLCHAIN_NAMES, toolchains } from './toolchains';

/** The bill of materials, among what a release is made of. */
export const BILL_OF_MATERIALS = 'dist/sbom.cdx.json';

/** The jobs that projen makes to publish begin like this. */
const PUBLISHES = /^release_/;

/** Nothing is published twice, from an older commit, from another branch, or by a dry run. */
const MAY_PUBLISH = [
  "needs.release.outputs.tag_exists != 'true'",
  'needs.release.outputs.latest_commit == github.sha',
  "github.ref == 'refs/heads/main'",
  '!inputs.dry_run',
].join(' && ');

/**
 * Releases what is tested: the build waits for every test on the same commit, and what publishes for the build.
 * GitHub skips a job of which a need has failed or was skipped, unless its condition asks for its status, and none here does.
 */
export class ReleaseWorkflow extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    const publisher = library.release!.publisher;
    publisher.addGitHubPostPublishingSteps({
      name: 'Attach the bill of materials',
      run: `gh release upload "$(cat dist/releasetag.txt)" ${BILL_OF_MATERIALS} -R "$GITHUB_REPOSITORY" --clobber`,
      env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
    });
  }

  public preSynthesize(): void {
    const workflow = this.library.github!.tryFindWorkflow('release')!;
    workflow.addJob('tests', CALL_TESTS);
    for (const [id, job] of Object.entries(workflow.jobs)) {
      if (PUBLISHES.test(id)) {
        workflow.updateJob(id, { ...job, needs: ['tests', ...job.needs ?? []], if: MAY_PUBLISH } as github.workflows.Job);
      }
    }
    const build = workflow.getJob('release') as github.workflows.Job;
    workflow.updateJob('release', { ...build, permissions: { contents: github.workflows.JobPermission.READ } });
    workflow.addJob('dry-run', this.dryRun());
  }

  /** Packages for every language, and lists what would be published. */
  private dryRun(): github.workflows.Job {
    return {
      name: 'What would be published',
      if: 'inputs.dry_run && needs.release.outputs.latest_commit == github.sha',
      needs: ['release', 'tests'],
      runsOn: ['ubuntu-latest'],
      permissions: { contents: github.workflows.JobPermission.READ },
      tools: toolchains(TOOLCHAIN_NAMES),
      steps: [
        CHECKOUT,
        { name: 'Install dependencies', run: this.library.package.installCommand },
        github.WorkflowSteps.downloadArtifact({
          with: { artifactIds: ['${{ needs.release.outputs.artifact_id }}'], path: 'built' },
        }),
        { name: 'Extract build artifact', run: 'tar --strip-components=1 -xzf built/js/*.tgz' },
        { name: 'Package for every language', run: this.library.runTaskCommand(this.library.tasks.tryFind('package-all')!) },
        {
          name: 'List what would be published',
          run: [
            '{',
            '  echo "Version $(cat built/version.txt); already tagged: ${{ needs.release.outputs.tag_exists }}"',
            '  cat built/changelog.md',
            "  echo '```'",
            '  (cd dist && find . -type f -exec sha256sum {} +)',
            '  sha256sum built/sbom.cdx.json',
            "  echo '```'",
            '} | tee -a "$GITHUB_STEP_SUMMARY"',
          ].join('\n'),
        },
      ],
    };
  }
}
