import { IConstruct } from 'constructs';
import { Acknowledgements } from './acknowledgements';
import { Doubt, nameOf, NOT_CHECKED, Problem, roleResource } from './checks/role-check';
import { judge, Judgement } from './judgement';
import { wordsFor } from './messages/service-words';
import { outOfReach } from './out-of-reach';
import { PaperApp } from './paper-app';
import { RoleNeeds } from './subject/needs';
import { Assembly } from './template/assembly';
import { ResourceOf } from './template/template';

/** Something that a check found about an environment, or that could not be found out. */
export interface Finding extends Problem {
  readonly rule: string;
}

/** Every finding about the environments of a cloud assembly that nobody has acknowledged. */
export function findingsOf(assembly: Assembly, root?: IConstruct): Finding[] {
  const app = new PaperApp(assembly);
  const acknowledgements = new Acknowledgements(assembly, root);
  const acknowledged = (rule: string, ...resources: ResourceOf[]) => resources.some(({ template, logicalId }) => {
    const path = assembly.constructPathOf(template, logicalId);
    return path !== undefined && acknowledgements.include(rule, path);
  });
  const found = new Map<string, Finding>();
  for (const environment of app.environments) {
    const judgement = judge(app, environment, ({ id }, { at }) => acknowledged(id, at, environment));
    for (const finding of judgement === undefined ? [] : findingsIn(judgement)) {
      if (finding.rule !== NOT_CHECKED || !acknowledged(NOT_CHECKED, finding.at, environment)) {
        // An environment whose template is nested twice is wrong once.
        const { template, logicalId } = environment;
        found.set(JSON.stringify([template.place.path, logicalId, finding.rule, finding.about, finding.description]), finding);
      }
    }
  }
  const beyond = outOfReach(assembly).filter(({ at }) => !acknowledged(NOT_CHECKED, at)).map(({ what, at }): Finding => ({
    rule: NOT_CHECKED, severity: 'info', description: `not checked: ${what}`, fix: byHand({}), at, location: 'Properties',
  }));
  return [...found.values(), ...beyond];
}

function byHand(needs: Pick<RoleNeeds, 'kind'>): string {
  return `compare these by hand with ${wordsFor({ needs }).page}`;
}

function findingsIn(judgement: Judgement): Finding[] {
  const findings = judgement.found.map(({ check, problem }) => ({ ...problem, rule: check.id }));
  return judgement.doubts.length === 0 ? findings : [...findings, notChecked(judgement)];
}

function notChecked({ subject, doubts }: Judgement): Finding {
  return {
    rule: NOT_CHECKED,
    severity: 'info',
    description: `not checked for ${nameOf(subject)}: ${inWords(doubts)}`,
    fix: byHand(subject.needs),
    at: roleResource(subject),
    location: 'Properties',
  };
}

/** First what is missing, and what alone could make up for it; then each reason once, and all that depends on it; last, what has no reason. */
function inWords(doubts: readonly Doubt[]): string {
  const missing = together(doubts, ({ reservation }) => reservation).map(([reservation, whats]) => `${whats}: ${reservation}`);
  const dependent = together(doubts, ({ because }) => because?.()).map(([reason, whats]) => `${reason}: ${whats}`);
  const alone = doubts.filter(({ because, reservation }) => because === undefined && reservation === undefined).map(({ what }) => what);
  return [...missing, ...dependent, ...alone].join('; ');
}

/** The doubts of which the same is to be said, if anything. */
function together(doubts: readonly Doubt[], saying: (doubt: Doubt) => string | undefined): [said: string, whats: string][] {
  const whats = new Map<string, string[]>();
  doubts.forEach((doubt) => {
    const said = saying(doubt);
    if (said !== undefined) {
      whats.set(said, [...whats.get(said) ?? [], doubt.what]);
    }
  });
  return [...whats].map(([said, each]) => [said, each.join(', ')]);
}
