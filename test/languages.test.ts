import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { devDependencies, jsii, name as npm } from '../package.json';
import { documented } from './documented';
import { COMMERCIAL, DeployedApp } from './template';

const ROOT = join(__dirname, '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf-8');
const example = (...path: string[]) => read('examples', 'languages', ...path);

const PAGE = read('docs', 'languages.md');
const { python: pypi, java: { maven }, dotnet, go } = jsii.targets;

describe('the page of the languages has the name of the package, and the example as it is', () => {
  test.each([
    ['TypeScript', `npm install ${npm}`, 'ts nofixture', 'typescript/app.ts'],
    ['Python', `pip install ${pypi.distName}`, 'python', 'python/app.py'],
    ['Java', `${maven.groupId}:${maven.artifactId}`, 'java', 'java/src/main/java/AirflowApp.java'],
    ['C#', `dotnet add package ${dotnet.packageId}`, 'csharp', 'csharp/Program.cs'],
    ['Go', `go get ${go.moduleName}/${go.packageName}`, 'go', 'go/main.go'],
  ])('in %s', (language, install, fence, path) => {
    const [, section] = PAGE.split(`\n## ${language}\n`);
    const [text, code] = section.split(`\`\`\`${fence}\n`);
    expect(text).toMatch(`\n\`${install}\``);
    expect(text).toMatch(`(../examples/languages/${path})`);
    expect(code.split('```\n')[0]).toBe(firstStack(example(path)));
  });
});

/** A whole app is more than a page can hold five times: it ends before the second stack. */
function firstStack(app: string): string {
  const lines = app.split('\n');
  const end = lines.findIndex((line) => /An environment on the key that AWS owns|class Research\b|NewResearch is/.test(line));
  return `${lines.slice(0, end).join('\n').trimEnd()}\n`;
}

describe('the projects of the examples', () => {
  const { 'aws-cdk-lib': cdk, constructs } = devDependencies;

  test('TypeScript has the oldest CDK that works', () => {
    expect(JSON.parse(example('typescript/package.json')).dependencies).toEqual({ 'aws-cdk-lib': cdk, 'cdk-mwaa-iam': '^1.0.0', constructs });
  });

  test('Python has the oldest CDK that works', () => {
    expect(example('python/requirements.txt')).toBe(`aws-cdk-lib==${cdk}\nconstructs==${constructs}\ncdk-mwaa-iam\n`);
  });

  test('Java has the oldest CDK that works', () => {
    const versions = [...example('java/pom.xml').matchAll(/<artifactId>(aws-cdk-lib|constructs)<\/artifactId>\s+<version>([^<]+)</g)];
    expect(versions.map(([, artifact, version]) => [artifact, version])).toEqual([['aws-cdk-lib', cdk], ['constructs', constructs]]);
  });

  test('C# has the ranges that `cdk init` writes, from the oldest CDK that works', () => {
    const versions = [...example('csharp/Airflow.csproj').matchAll(/Include="(Amazon.CDK.Lib|Constructs)" Version="([^"]+)"/g)];
    expect(versions.map(([, name, version]) => [name, version])).toEqual([['Amazon.CDK.Lib', `[${cdk},3.0.0)`], ['Constructs', `${constructs.split('.')[0]}.*`]]);
  });

  test('Go has the oldest CDK that works', () => {
    const versions = [...example('go/go.mod').matchAll(/(awscdk\/v2|constructs\/v10) v(\S+)/g)];
    expect(versions.map(([, name, version]) => [name, version])).toEqual([['awscdk/v2', cdk], ['constructs/v10', constructs]]);
  });
});

describe('the app', () => {
  let deployed: DeployedApp;
  beforeAll(() => {
    const synth = jest.spyOn(App.prototype, 'synth');
    jest.requireActual('../examples/languages/typescript/app');
    deployed = new DeployedApp({ synth: () => synth.mock.results[0].value }, COMMERCIAL);
  });

  test('has a role on a customer managed key and one on the key that AWS owns, each as published', () => {
    const [environment, other] = deployed.properties('AWS::MWAA::Environment');
    const [reporting, research] = deployed.properties('AWS::IAM::Role');
    const values = (name: string, bucketArn: string) => ({ ...COMMERCIAL, environmentName: name, bucketName: bucketArn.split(':').at(-1)! });
    expect(reporting.Policies[0].PolicyDocument.Statement).toEqual(documented('execution-policy-customer-managed-key', {
      ...values('reporting', environment.SourceBucketArn), keyId: environment.KmsKey.split('/').at(-1),
    }).Statement);
    expect(research.Policies[0].PolicyDocument.Statement)
      .toEqual(documented('execution-policy-aws-owned-key', values('research', other.SourceBucketArn)).Statement);
  });

  test('has each environment associated with its role, one with the secrets backend', () => {
    expect(deployed.properties('AWS::MWAA::Environment').map(({ Name, ExecutionRoleArn, AirflowConfigurationOptions: options }) => (
      [Name, ExecutionRoleArn.split(':').at(-1), options?.['secrets.backend']]
    ))).toEqual([
      ['reporting', 'role/Role1ABCC5F0', 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend'],
      ['research', 'role/Role1ABCC5F0', undefined],
    ]);
  });

  test('has a connection, and a group that may look at the environment and open Airflow', () => {
    expect(deployed.properties('AWS::SecretsManager::Secret').map(({ Name, SecretString }) => [Name, SecretString]))
      .toEqual([['airflow/connections/aws_reports', 'aws://?region_name=eu-central-1']]);
    const granted = deployed.properties('AWS::IAM::Policy').find(({ Groups }) => Groups !== undefined);
    expect(granted.PolicyDocument.Statement.flatMap(({ Action }: any) => Action)).toEqual([
      'airflow:ListEnvironments', 'airflow:GetEnvironment', 'airflow:ListTagsForResource', 'airflow:CreateWebLoginToken',
    ]);
  });
});

describe('the public docstrings', () => {
  const folder = join(ROOT, 'src');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf-8' }).filter((file) => file.endsWith('.ts'));
  const docstrings = sources
    .flatMap((file) => [...read('src', file).matchAll(/\/\*\*(?:(?!\*\/).)*\*\/\s+(?=export (?:class|interface)|public|readonly|constructor)/gs)])
    .map(([text]) => text);

  test('are there', () => expect(docstrings.length).toBeGreaterThan(100));

  test('have one @see at most: jsii keeps no other', () => {
    expect(docstrings.filter((text) => text.split('@see').length > 2)).toEqual([]);
  });

  test('have a first paragraph without a semicolon: jsii ends the summary there', () => {
    expect(docstrings.map((text) => text.split(/\n\s*\*\s*(?:\n|@)/)[0]).filter((summary) => /;\s/.test(summary))).toEqual([]);
  });
});
