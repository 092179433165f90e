import { NotPrinted, physicalId, Printed, printedOnceDeployed } from './printed-by-the-cli';
import { describedAccount, factsOf } from '../../src/deployed/described-account';
import { Finding, findingsOf } from '../../src/role-checks/findings';
import { assembliesOf, Assembly } from '../../src/role-checks/template/assembly';
import { Template } from '../../src/role-checks/template/template';
import { verdictOf } from '../role-checks/verdicts';
import { COMMERCIAL } from '../template';

/** What is found in files that the AWS CLI has printed. */
export function foundInPrinted(printed: Printed): Finding[] {
  const files = Object.entries(printed).map(([file, value]) => {
    const text = value === '' ? '' : JSON.stringify(value);
    const facts = factsOf({ file, text, value: text === '' ? undefined : JSON.parse(text) });
    if (facts === undefined) {
      throw new Error(`${file} is no description: ${text}`);
    }
    return { file, facts };
  });
  const { templates, notes } = describedAccount(files);
  return [...foundIn(templates), ...notes];
}

function foundIn(templates: readonly Template[]): Finding[] {
  const assembly = new Assembly('/nowhere', [], () => undefined);
  assembly.templates.push(...templates);
  return findingsOf(assembly);
}

/** The findings in short, of what the templates of an app and descriptions both show. */
function short(findings: Finding[], logicalIds: string[] = []): string[] {
  const named = (text: string) => logicalIds.reduce((words, id) => words.replace(new RegExp(`[a-z]*-${id}-1A2B3C`, 'gi'), id).replaceAll(physicalId(id, true), id), text);
  return verdictOf(findings.filter(({ rule }) => !/policyOrder|queueConfinement/.test(rule)).filter(({ description }) => !/ is not in what was given/.test(description))
    .map(({ at, ...finding }) => ({ ...finding, description: named(finding.description), template: '', resource: '' })))
    // The policy of a bucket is called like the bucket.
    .map((line) => line.replace(/denied by the bucket, [^ |]+/, 'denied by the bucket'));
}

/** What templates and their descriptions once they are deployed have of findings. Absent: that cannot be told before the deployment. */
export function compared(paths: string[]): { readonly asTemplate: string[]; readonly described: string[][] } | undefined {
  const [assembly, ...others] = assembliesOf(paths);
  if (assembly === undefined || others.length > 0 || assembly.templates.some(({ place }) => place.parent !== undefined)) {
    return undefined;
  }
  const templates = assembly.templates.map(({ body, place: { region = COMMERCIAL.region, account = COMMERCIAL.account, ...place } }) =>
    new Template(body, { ...place, region, account }));
  const logicalIds = templates.flatMap(({ resources }) => Object.keys(resources));
  try {
    const described = [true, false].map((isIamInOne) => short(foundInPrinted(printedOnceDeployed(templates, isIamInOne)), logicalIds));
    return { asTemplate: short(foundIn(templates)), described };
  } catch (error) {
    if (error instanceof NotPrinted) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Descriptions of what templates define have the same findings. What a template leaves to the deployment, and so has a note about,
 * the deployment decides.
 */
export function expectSameDescribed(paths: string[]): void {
  const both = compared(paths);
  if (both === undefined) {
    return;
  }
  const { asTemplate, described } = both;
  const isOpen = asTemplate.some((line) => line.startsWith('info notChecked'));
  const findings = asTemplate.filter((line) => !line.startsWith('info notChecked'));
  described.forEach((one) => expect(one).toEqual(isOpen ? expect.arrayContaining(findings) : asTemplate));
}
