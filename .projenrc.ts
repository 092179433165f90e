import { awscdk, github, javascript, JsonFile, ReleasableCommits, typescript } from 'projen';
import { GoModuleVersions } from './projenrc/go-module-versions';
import { pinActions, PUBLIB_VERSION } from './projenrc/pinned-actions';
import { BILL_OF_MATERIALS, RELEASE_ENVIRONMENT, ReleaseWorkflow } from './projenrc/release-workflow';
import { addEvidenceWorkflow, addNewestWorkflow } from './projenrc/scheduled-workflows';
import { addCodeQl, addScorecard } from './projenrc/security-workflows';
import { addTestWorkflow } from './projenrc/test-workflow';
import { NODE_VERSION, SameToolchains } from './projenrc/toolchains';

/** Where the project lives; package metadata, badges, release workflows and the Go module follow from it. */
const REPOSITORY = 'https://github.com/cdk-mwaa-iam/cdk-mwaa-iam';

/** The oldest aws-cdk-lib that works: `Validations` and cdk-nag 3, a policy validation plugin, need it. */
const CDK_FLOOR = '2.257.0';

/** The gate compiles once; a task that is run alone compiles by itself. */
const UNLESS_COMPILED = { condition: 'node -e "if (process.env.COMPILED) process.exit(1)"' };

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-mwaa-iam',
  description: 'IAM for Amazon MWAA as AWS CDK constructs: the documented execution role from typed props',
  author: 'cdk-mwaa-iam authors',
  authorAddress: REPOSITORY,
  authorOrganization: true,
  repositoryUrl: `${REPOSITORY}.git`,
  homepage: REPOSITORY,
  bugsUrl: `${REPOSITORY}/issues`,
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-mwaa-iam authors',
  keywords: ['aws', 'aws-cdk', 'awscdk', 'cdk', 'mwaa', 'airflow', 'iam', 'execution-role', 'security'],
  defaultReleaseBranch: 'main',
  majorVersion: 1,
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  releaseEnvironment: RELEASE_ENVIRONMENT,
  stability: 'stable',

  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3', // the compiler of jsii 6.0, and the newest that ts-jest takes
  workflowNodeVersion: NODE_VERSION,
  jsiiReleaseVersion: PUBLIB_VERSION,
  bumpPackage: 'commit-and-tag-version@^12', // 13 needs Node.js 22
  packageManager: javascript.NodePackageManager.NPM,
  runner: typescript.TypeScriptRunner.tsx(),
  projenrcTs: true,
  sampleCode: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  // The command line reads templates in YAML; everything else works without.
  bundledDeps: ['yaml@^2.9.1'],
  bin: { 'cdk-mwaa-iam': 'lib/cli/bin.js' },

  devDeps: [
    '@types/node@^22',
    'esbuild', // `test:loading` bundles with it, and tsx brings it
    'aws-cdk@^2.1148.1', // the registry's "latest" is an older toolkit
    // What `test:deploy` reads back what was deployed with.
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-iam',
    '@aws-sdk/client-kms',
    '@stryker-mutator/core@^9', // 10 needs Node.js 22
    '@stryker-mutator/api@^9',
    // What Jest is made of, for the test runner of `test:mutation`.
    'expect@^30',
    'jest-circus@^30',
    'jest-mock@^30',
    'awslint',
    '@microsoft/jest-sarif', // the published schema of SARIF, and a matcher for it
    'fast-check',
    'remark-cli@^12',
    'remark-validate-links@^13',
    'tsx',
    'cdk-nag@^3',
    // A second copy of the CDK, the newest, for `test:newest`; `upgrade` moves it.
    'aws-cdk-lib-newest@npm:aws-cdk-lib@^2.276.0',
  ],

  githubOptions: {
    dependencyReview: true,
    dependencyReviewOptions: { commentSummaryInPr: 'never' },
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'chore'] } },
    // Only `main` may read the token: the pull request of the upgrade holds whatever a newer dependency wrote.
    projenCredentials: github.GithubCredentials.fromPersonalAccessToken({ environment: 'upgrade' }),
  },
  // A pull request changes nothing: its job runs code that nobody has looked at.
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: github.workflows.JobPermission.READ } },
  typecheckTests: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    jestConfig: {
      coverageProvider: 'babel',
      maxWorkers: '100%', // Jest leaves one core idle by default: of two, half
      globalSetup: '<rootDir>/test/global-setup.ts',
      collectCoverageFrom: ['src/**/*.ts'],
      modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp/'], // copies that `test:mutation` makes
      moduleNameMapper: { '^cdk-mwaa-iam$': '<rootDir>/src' }, // as the examples import it
      coverageThreshold: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'scripts', 'examples', 'benchmark'],
    projectService: true,
  },

  publishToPypi: { distName: 'cdk-mwaa-iam', module: 'cdk_mwaa_iam', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkmwaaiam',
    mavenGroupId: 'io.github.cdkmwaaiam',
    mavenArtifactId: 'cdk-mwaa-iam',
    mavenServerId: 'central-ossrh',
  },
  publishToNuget: { dotNetNamespace: 'CdkMwaaIam', packageId: 'CdkMwaaIam', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-mwaa-iam/cdk-mwaa-iam-go', packageName: 'cdkmwaaiam' },
  npmTrustedPublishing: true,
  releaseToNpm: true,
});

// The Node.js that aws-cdk-lib asks for: no app is locked out by this package.
project.package.addEngine('node', '>= 20.0.0');

// jsii works on Node.js 20, but announces its end of life in a box of exclamation marks at every start.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// awslint still looks for the module of CDK v1 here; the prop is the `Duration` of aws-cdk-lib.
project.addFields({
  awslint: {
    exclude: ['MwaaExecutionRoleProps', 'MwaaServerlessExecutionRoleProps'].map((props) => `duration-prop-type:cdk-mwaa-iam.${props}.maxSessionDuration`),
  },
});
const awslint = project.addTask('awslint', {
  description: 'Check the API against the AWS CDK design guidelines',
  env: { AWSLINT_BASE_CONSTRUCT: 'true' },
  exec: 'awslint',
});

const rosetta = project.addTask('rosetta', {
  description: 'Compile every snippet of the README and the docstrings, and translate it to every language',
  exec: 'jsii-rosetta extract --strict --fail',
});
project.postCompileTask.spawn(awslint);
project.postCompileTask.spawn(rosetta);

// Relative links, and absolute ones to this repository, with their anchors; it asks no server.
new JsonFile(project, '.remarkrc.json', {
  obj: { plugins: [['remark-validate-links', { repository: `${REPOSITORY}.git`, root: '.' }]] },
  marker: false,
});
const links = project.addTask('links', {
  description: 'Check that every link between the pages of this repository leads to a file and a heading that are there',
  exec: 'remark --frail --quiet README.md CONTRIBUTING.md SECURITY.md docs examples benchmark',
});
project.testTask.spawn(links);
project.npmignore?.exclude('/.remarkrc.json');

// Reserved words of Java, C#, Python and Go are warnings of jsii: none of our names is one.
project.compileTask.reset('jsii --fail-on-warnings');

const compat = project.tasks.tryFind('compat')!;
compat.reset('tsx scripts/compat.ts');
compat.description = 'Check that the API is compatible with the last release on npm, once there is one';
project.postCompileTask.spawn(compat);

project.addTask('test:newest', {
  description: 'Run the tests on the newest aws-cdk-lib instead of the oldest that works',
  env: { CDK_VALIDATION: 'false' }, // it takes 2.5 seconds in each process, and checks no role
  exec: 'jest --ci --silent --coverage=false --moduleNameMapper=\'{"^aws-cdk-lib($|/.*)":"aws-cdk-lib-newest$1","^cdk-mwaa-iam$":"<rootDir>/src"}\'',
});

project.addTask('example', {
  description: 'Synthesize examples/typescript with the CDK toolkit and explain the roles it defines',
  exec: 'tsx scripts/example.ts',
});

const benchmark = project.addTask('benchmark', {
  description: 'Measure apps of environments beside the same apps with roles by hand, loading and the checks; takes some minutes',
});
benchmark.spawn(project.compileTask);
benchmark.exec('tsx benchmark/main.ts');

project.addTask('test:airflow', {
  description: 'Have the real Apache Airflow read what the library writes; needs Python 3.11 and, the first time, its packages',
  exec: 'tsx scripts/test-airflow.ts',
});

project.addTask('test:deploy', {
  description: 'Deploy the example into an emulator of AWS and read its roles and keys back; needs Python 3.11 and, the first time, its packages',
  exec: 'tsx scripts/test-deploy.ts',
});

project.addTask('test:mutation', {
  description: 'Change the sources in every way that Stryker knows, and see whether a test fails',
  exec: 'tsx scripts/test-mutation.ts',
  receiveArgs: true,
});

const languages = project.addTask('test:languages', {
  description: 'Install the package in a project of every language, and compare the templates: those that have their toolchain here',
});
languages.spawn(project.compileTask, UNLESS_COMPILED);
languages.spawn(rosetta, UNLESS_COMPILED);
languages.exec('tsx scripts/test-languages.ts');

const loading = project.addTask('test:loading', {
  description: 'Install the package as its users do, and load it in every way there is',
});
loading.spawn(project.compileTask, UNLESS_COMPILED);
loading.exec('tsx scripts/test-loading.ts', { receiveArgs: true });

// Workflows: what is tested, what is released, what runs once a week.
pinActions(project.github!.actions);
addTestWorkflow(project);
addEvidenceWorkflow(project);
addNewestWorkflow(project);
addCodeQl(project.github!);
addScorecard(project.github!);
new GoModuleVersions(project);
new SameToolchains(project.github!);
new ReleaseWorkflow(project);

// What `upgrade` does not know of.
const updatePins = project.addTask('update-pins', {
  description: 'Move the pinned actions, and the program that publishes, to their newest versions',
  exec: 'tsx scripts/update-pins.ts',
});
project.upgradeWorkflow!.postUpgradeTask.spawn(updatePins);
project.upgradeWorkflow!.postUpgradeTask.spawn(project.defaultTask!);

project.packageTask.exec(`tsx scripts/bill-of-materials.ts ${BILL_OF_MATERIALS}`);

// Partitions are data of the deployment: an ARN that spells one out fails in China and GovCloud.
const noLiteralPartition = 'no literal partition: use Stack.formatArn or Arn.format';
project.eslint?.addOverride({
  files: ['src/**/*.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      { selector: 'Literal[value=/arn:aws/]', message: noLiteralPartition },
      { selector: 'TemplateElement[value.raw=/arn:aws/]', message: noLiteralPartition },
    ],
  },
});

// Imports point one way, down this list; the rooms are described in docs/architecture.md.
const ROOMS = [
  'cli', 'deployed', 'role-checks', 'environment-grants', 'secrets-backend', 'service-linked-role', 'execution-role', 'serverless-role', 'execution-policy', 'role',
  'bucket-and-key', 'iam', 'common',
];
const CHECK_ROOMS = ['checks', 'messages', 'subject', 'template', 'deployments'].map((room) => `role-checks/${room}`);
const oneWay = (rooms: string[]) => rooms.slice(1).map((room, index) => ({
  target: `./src/${room}`, from: rooms.slice(0, index + 1).map((above) => `./src/${above}`), message: `${room} stands below ${rooms.slice(0, index + 1).join(', ')}`,
}));
project.eslint?.addOverride({
  files: ['src/**/*.ts'],
  rules: {
    'import/no-cycle': ['error', { ignoreExternal: true }],
    'import/no-restricted-paths': ['error', { zones: [...oneWay(ROOMS), ...oneWay(CHECK_ROOMS)] }],
  },
});

// What is not shipped is checked as well: the examples as a user writes them, by the name of the package.
const besides = ['scripts', 'examples', 'benchmark'];
besides.forEach((folder) => project.tsconfigDev.addInclude(`../${folder}/**/*.ts`));
project.tsconfigDev.file.addOverride('compilerOptions.paths', { 'cdk-mwaa-iam': ['../src/index.ts'] });
for (const folder of besides) {
  new JsonFile(project, `${folder}/tsconfig.json`, { obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] }, marker: false });
}
project.eslint?.addOverride({
  files: ['examples/**/*.ts'],
  rules: { 'import/no-unresolved': ['error', { ignore: ['^cdk-mwaa-iam$'] }] },
});

// The sources are not in the package: maps with copies of them inside would be half of it.
for (const map of ['inlineSourceMap', 'inlineSources']) {
  project.tsconfig?.file.addDeletionOverride(`compilerOptions.${map}`);
}

// The lock file lacks the bindings of the newer one for other platforms, and `npm ci` refuses it.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// None of them needs its script: their binaries are packages. npm asks for each whether it may run.
project.package.addField('allowScripts', { '@parcel/watcher': false, 'esbuild': false, 'unrs-resolver': false });

// A lock file that serves every registry names none.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// What a user of the package does not need.
project.npmignore?.exclude('/stryker.config.mjs', '/.stryker-tmp/', '/reports/', '/scripts/', '/examples/', '/benchmark/', '/docs/', '/.ci/', '/.cache/', '/.npmrc', '*.tgz', 'CONTRIBUTING.md');
// The API reference is for reading in the repository, the translations of snippets for packaging: an app uses neither.
project.npmignore?.exclude('API.md', '.jsii.tabl.json');
project.gitignore.exclude('.jsii.tabl.json', 'cdk.out/', '/.stryker-tmp/', '/reports/', ...['.venv', 'target', 'bin', 'obj'].map((folder) => `/examples/languages/*/${folder}/`));

project.synth();
