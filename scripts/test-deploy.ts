import { mkdirSync } from 'fs';
import { join } from 'path';
import { Account, Deployed } from './deploy/account';
import { Check, checksOf, Environment } from './deploy/checks';
import { checksOfDescribed } from './deploy/described';
import { EMULATED, Emulator } from './deploy/emulator';
import { Report } from './deploy/report';
import { bootstrap, deploy, destroy, editExample, EXAMPLE_APP, toolkitVersion } from './deploy/toolkit';
import { findPython, skipped, virtualEnvironment } from './python-environment';
import { temporaryFolder } from './temporary-folder';

// Deploys the example with the CDK toolkit into an emulator of AWS on this machine, and compares the result with what AWS publishes.

const REQUIREMENTS = join('scripts', 'deploy', 'requirements.txt');
const ROOT = join(__dirname, '..');
const CACHE = join(ROOT, '.cache', 'deploy');
const LOG = join(CACHE, 'emulator.log');
const OUTPUT = join(CACHE, 'cdk.out');

const STACKS = ['Network', 'Reporting', 'Research'];

/** The environments that `examples/typescript` defines. */
const AS_IT_IS: Environment[] = [
  { stack: 'Reporting', environmentName: 'reporting', customerManagedKey: true, accountPublicAccessBlock: true },
  { stack: 'Research', environmentName: 'research', customerManagedKey: false, accountPublicAccessBlock: true },
];

/** The environments after the edits in `deploy/toolkit.ts`. */
const EDITED: Environment[] = [
  { stack: 'Reporting', environmentName: 'reporting', customerManagedKey: true, accountPublicAccessBlock: false },
  { stack: 'Research', environmentName: 'analytics', customerManagedKey: true, accountPublicAccessBlock: false },
];

/** Deploys the example, updates it, and deploys it anew with the changes. Prints what the emulator cannot show. */
async function deployAndCompare(emulator: Emulator, interpreter: string): Promise<boolean> {
  emulator.isolate(CACHE);
  const account = new Account();
  const report = new Report();
  console.log(`CDK toolkit ${await toolkitVersion()}; moto ${emulator.version} as account ${EMULATED.account}, Region ${EMULATED.region}`);

  // First, since the emulator cannot print all of IAM once CloudFormation has made roles in it.
  console.log('\nAs the AWS CLI describes what it has made');
  report.all(await checksOfDescribed(interpreter));

  console.log('\nThe example as it is');
  await bootstrap();
  await deploy(EXAMPLE_APP, OUTPUT);
  const before = await checksFor(AS_IT_IS, account);
  report.all(before);
  const missing = await account.missingTypes(STACKS);

  console.log('\nUpdated: Research gets a key and another name, both roles lose the statement on the public access block');
  const edited = editExample(join(CACHE, 'app.ts'));
  await deploy(edited, OUTPUT);
  const unchanged = report.allButUnchanged('AWS::IAM::Role', before, await checksFor(EDITED, account));

  console.log('\nThe same changes, deployed anew');
  const roles = (await readBack(EDITED, account)).map(({ roleName }) => roleName);
  await destroy(EDITED.map(({ stack }) => stack), edited, OUTPUT);
  report.all(await Promise.all(roles.map(async (role) => (
    { what: `${role} is gone`, type: 'AWS::IAM::Role', actual: await account.hasRole(role), expected: false }
  ))));
  await deploy(edited, OUTPUT);
  report.all(await checksFor(EDITED, account));

  console.log(`\nthe emulator lacks: ${lacks(emulator, missing, unchanged).join('; ') || 'nothing that the example needs'}`);
  console.log(report.toString());
  return report.succeeded;
}

function readBack(environments: Environment[], account: Account): Promise<Deployed[]> {
  return Promise.all(environments.map(({ stack }) => account.readBack(stack)));
}

async function checksFor(environments: Environment[], account: Account): Promise<Check[]> {
  const deployed = await readBack(environments, account);
  return environments.flatMap((environment, index) => checksOf(environment, deployed[index]));
}

/** Describes what the emulator lacks. */
function lacks({ standIns }: Emulator, missing: string[], unchanged: Check[]): string[] {
  return [
    ...standIns.map((type) => `${type} (deployed as a stand-in that has a name, an ARN and a Celery queue)`),
    ...missing.map((type) => `${type} (not deployed)`),
    ...[...new Set(unchanged.map(({ type }) => type))].map((type) => `updates of ${type} in place (skipped above; checked where the stacks are deployed anew)`),
  ];
}

async function main(): Promise<number> {
  const python = findPython();
  if (python === undefined) {
    return skipped('Deployment', 'no Python 3.11 with the module venv');
  }
  const interpreter = virtualEnvironment(python, join(CACHE, 'python'), join(ROOT, REQUIREMENTS));
  if (interpreter === undefined) {
    return skipped('Deployment', `the packages of ${REQUIREMENTS} could not be installed`);
  }
  mkdirSync(CACHE, { recursive: true });
  const emulator = await Emulator.start(interpreter, LOG);
  try {
    return await deployAndCompare(emulator, interpreter) ? 0 : 1;
  } finally {
    await emulator.stop();
  }
}

temporaryFolder();
main().then((code) => {
  process.exitCode = code;
}, (error) => {
  console.error(error);
  console.error(`the log of the emulator is in ${LOG}`);
  process.exitCode = 1;
});
