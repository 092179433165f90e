import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { Text } from '../../src/iam/text';
import { Place } from '../../src/role-checks/deployments/deployment';
import { Finding, findingsOf } from '../../src/role-checks/findings';
import { judge } from '../../src/role-checks/judgement';
import { PaperApp } from '../../src/role-checks/paper-app';
import { Assembly } from '../../src/role-checks/template/assembly';
import { property } from '../properties';
import { DeployedApp, Deployment } from '../template';
import { isRefused, Requests, requestsOf } from './deployed-requests';
import { deploymentsOf, DrawnDeployment, KnownPlace } from './drawn-deployments';
import { drawnTemplate } from './drawn-templates';
import { OPEN, WRITTEN_OUT } from './drawn-texts';

// What the checks say of drawn templates, against the templates as they are deployed, decided by the other evaluator.

const FOLDER = mkdtempSync(join(tmpdir(), 'mwaa-drawn-'));
writeFileSync(join(FOLDER, 'manifest.json'), '{}');

/** An assembly of one template; in a stack that says where it is, or not. */
function assemblyOf(template: object, environment?: string): Assembly {
  const manifest = environment === undefined
    ? {} : { artifacts: { Stack: { environment, properties: { templateFile: 'T.template.json', stackName: 'stack' } } } };
  return new Assembly(FOLDER, ['T.template.json'], (path) => (path.endsWith('manifest.json') ? manifest : template));
}

const deployed = (template: object, { where, ids }: Pick<DrawnDeployment, 'where' | 'ids'>) =>
  new DeployedApp({ synth: () => ({ stacksRecursively: [{ template }] }) }, where, ids);

const isError = ({ severity }: Pick<Finding, 'severity'>) => severity === 'error';

/** What an error says to be refused. */
interface Claim {
  /** A documented statement, or a policy. */
  readonly about: string;
  /** The actions or the services. Absent: any. */
  readonly names?: string[];
  /** Where the condition comes out so. Absent: however it does. */
  readonly when?: boolean;
}

/** What an error says; of a template with a condition perhaps for each way in which it comes out. */
function claimsOf({ rule, about, description }: Finding): Claim[] {
  const [first, ...others] = description.split(/(?:^|; )where C is (true|false), /);
  const said = others.length === 0 ? [[first, undefined]] : others.flatMap((when, index) => (index % 2 === 0 ? [[others[index + 1], when]] : []));
  return said.map(([one, when]) => {
    const names = (pattern: RegExp) => pattern.exec(one!)![1].split(/, | and /);
    const named = (): Pick<Claim, 'about' | 'names'> => {
      switch (rule.split('::')[1]) {
        case 'missingPermission': return { about: about!.split(' ')[0], names: names(/ may not do (.*?) on /s) };
        case 'trustPolicy': return { about: 'trustPolicy', names: names(/^(.*?) may not assume the role/s) };
        case 'keyPolicy': return { about: 'keyPolicy' };
        case 'resourceDenial': return { about: 'readSourceBucket', names: names(/ denies its role (.*?): /s) };
        default: throw new Error(`nothing is known of ${rule}`);
      }
    };
    return { ...named(), ...when === undefined ? {} : { when: when === 'true' } };
  });
}

/** Whether something of a claim is not so in a deployment: each name that it has is refused something. */
function isFalse({ about, names, when }: Claim, requests: Requests, condition: boolean): boolean {
  if (when !== undefined && when !== condition) {
    return false;
  }
  const asked = requests[about]();
  return names === undefined
    ? !asked.some(isRefused)
    : !names.every((name) => asked.some((one) => (name === one.action || name === one.principal) && isRefused(one)));
}

function isRight(requests: Requests, first: readonly Claim[]): boolean {
  const suspects = new Set([...first.map(({ about }) => about), ...Object.keys(requests)]);
  return ![...suspects].some((about) => requests[about]().some(isRefused));
}

let findings = 0;
property('nothing correct is reported', fc.tuple(drawnTemplate(OPEN), fc.nat()), ([template, seed]) => {
  const app = new PaperApp(assemblyOf(template));
  const { found, subject } = judge(app, app.environments[0], () => false)!;
  const claims = found.filter(({ problem }) => isError(problem)).flatMap(({ check, problem }) => claimsOf({ rule: check.id, ...problem }));
  findings += claims.length;
  const tell = (deployment: DrawnDeployment, what: object) => `${JSON.stringify(what)} in ${JSON.stringify(deployment)}`;
  const each = function* (place?: KnownPlace) {
    for (const deployment of claims.length === 0 ? [] : deploymentsOf(template, seed, 100, place)) {
      const one = deployed(template, deployment);
      const [{ Name: name, SourceBucketArn: bucket }] = one.properties('AWS::MWAA::Environment');
      // Neither MWAA nor S3 takes such a name.
      if (!/[*?]/.test(name + bucket)) {
        yield { deployment, one, requests: requestsOf(one, deployment.where, deployment.extra) };
      }
    }
  };
  for (const { deployment, requests } of each()) {
    if (isRight(requests, claims)) {
      throw new Error(`works: ${tell(deployment, claims)}`);
    }
  }
  // Each error is true wherever the place is the one that the checks speak of.
  for (const { deployment, one, requests } of each(placeOf(subject.needs))) {
    const [condition] = one.properties('Condition');
    const wrong = claims.find((claim) => isFalse(claim, requests, condition.isTrue));
    if (wrong !== undefined) {
      throw new Error(`not so: ${tell(deployment, wrong)}`);
    }
  }
}, 60);

/** A place that the checks speak of: what has no name is what no text of drawn templates names. */
function placeOf({ region, account }: Place): KnownPlace {
  const known = ({ literal, openValues: [open] }: Text, unnamed: string) =>
    literal ?? (open.kind === 'nowhere named' || open.kind === 'made up' ? unnamed : undefined);
  return { region: known(region, 'me-central-1'), account: known(account, '777788889999') };
}

const HERE: Deployment = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };

property('nothing wrong is silent', drawnTemplate(WRITTEN_OUT), (template) => {
  const ids = { Name: 'my-env', Bucket: 'dags', Stage: 'prod', One: 'my', Dags: 'stack-dags-1abcdefghijkl' };
  const written = { ...template, Conditions: { C: { 'Fn::Equals': ['a', 'a'] } } };
  const said = findingsOf(assemblyOf(written, 'aws://111122223333/eu-west-1'));
  const requests = requestsOf(deployed(written, { where: HERE, ids }), HERE, {});
  const refused = Object.keys(requests).find((about) => requests[about]().some(isRefused));
  // What nobody can know before the deployment is a note.
  expect({ refused, isSilent: said.length === 0 }).not.toEqual({ refused: expect.any(String), isSilent: true });
  expect({ refused, isFound: said.some(isError) }).not.toEqual({ refused: undefined, isFound: true });
  const wrong = said.filter(isError).flatMap(claimsOf).find((claim) => isFalse(claim, requests, true));
  expect(wrong).toBeUndefined();
}, 200);

test('there is something to find', () => {
  expect(findings).toBeGreaterThan(0);
});
