import { execFileSync } from 'child_process';
import { join, relative } from 'path';
import { isDeepStrictEqual } from 'util';
import { cx_api } from 'aws-cdk-lib';
import { temporaryFolder } from './temporary-folder';
import { table } from '../src/cli/output/table';
import { StatementJson } from '../src/common/statement-json';
import { DocumentedStatement, documentedStatements } from '../src/execution-policy/documented-statements';
import { documented } from '../test/documented';
import { COMMERCIAL, DeployedApp } from '../test/template';

// Synthesizes the example with the CDK toolkit, and describes what the roles in its templates may do.

const EXAMPLE = join(__dirname, '..', 'examples', 'typescript');
const OUTPUT = join(EXAMPLE, 'cdk.out');

/** The values behind a role of the example, read from its template. */
interface ExplainedRole {
  readonly trust: { Statement: any[] };
  readonly statements: StatementJson[];
  readonly environmentName: string;
  readonly bucketName: string;
  readonly keyId?: string;
}

/** The templates of the example, evaluated as CloudFormation does. */
function synthesize(): DeployedApp {
  console.log(`The CDK toolkit synthesizes ${relative(process.cwd(), EXAMPLE)} …`);
  execFileSync('npx', ['cdk', 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--ci', '--output', OUTPUT], { cwd: EXAMPLE, stdio: ['ignore', 'ignore', 'inherit'] });
  return new DeployedApp({ synth: () => new cx_api.CloudAssembly(OUTPUT) }, COMMERCIAL);
}

/** Returns the execution roles, each with the values of its environment. */
function executionRoles(deployed: DeployedApp): ExplainedRole[] {
  const roles = deployed.properties('AWS::IAM::Role');
  return deployed.properties('AWS::MWAA::Environment').map((environment) => {
    const role = roles.find(({ AssumeRolePolicyDocument: trust }) => JSON.stringify(trust).includes(`:environment/${environment.Name}"`));
    return {
      trust: role.AssumeRolePolicyDocument,
      statements: role.Policies[0].PolicyDocument.Statement,
      environmentName: environment.Name,
      bucketName: environment.SourceBucketArn.split(':').at(-1),
      keyId: environment.KmsKey?.split('/').at(-1),
    };
  });
}

function whoAssumes({ trust }: ExplainedRole): string {
  return trust.Statement.map(({ Principal: principal, Condition: condition }) => {
    const on = condition ? ` on behalf of ${condition.ArnLike['aws:SourceArn']}` : '';
    return [Object.values(principal)].flat(2).join(' and ') + on;
  }).join('; ');
}

/** Returns the statements that this library documents for the same environment. */
function explanations({ environmentName, bucketName, keyId }: ExplainedRole): DocumentedStatement[] {
  const { partition, region, account } = COMMERCIAL;
  return documentedStatements({
    ...COMMERCIAL,
    environmentName,
    bucketArn: `arn:${partition}:s3:::${bucketName}`,
    keyArn: keyId && `arn:${partition}:kms:${region}:${account}:key/${keyId}`,
    accountPublicAccessBlock: true,
    exactLogGroups: false,
  });
}

function isPublished(role: ExplainedRole): boolean {
  const name = role.keyId ? 'execution-policy-customer-managed-key' : 'execution-policy-aws-owned-key';
  return isDeepStrictEqual(role.statements, documented(name, { ...COMMERCIAL, ...role }).Statement);
}

function explain(role: ExplainedRole): boolean {
  const equal = isPublished(role);
  const known = explanations(role);
  const rows = role.statements.map((statement) => {
    const explanation = known.find((candidate) => isDeepStrictEqual(candidate.statement, statement));
    return { cells: [statement.Effect, [statement.Action].flat().join('\n'), explanation?.purpose ?? '', explanation?.see.split('#')[1] ?? ''] };
  });
  console.log(`
Execution role of the environment "${role.environmentName}"
  variant      ${role.keyId ? 'customer managed key' : 'AWS owned key'}
  assumed by   ${whoAssumes(role)}
  statements   ${equal ? 'equal to' : 'DIFFERENT from'} the document that AWS publishes, on the page mwaa-create-role:
${table(['', 'statement', 'what it is for', 'section'], rows, 120)}`);
  return equal;
}

temporaryFolder();
const allPublished = executionRoles(synthesize()).map(explain).every((equal) => equal);
console.log(`\nThe templates are in ${relative(process.cwd(), OUTPUT)}, evaluated here for Region ${COMMERCIAL.region} of account ${COMMERCIAL.account}.`);
process.exitCode = allPublished ? 0 : 1;
