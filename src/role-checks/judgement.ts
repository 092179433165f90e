import { rulesFor } from './catalogue';
import { OpenValue } from '../iam/text';
import { EXCESS_PERMISSION } from './checks/excess-permission';
import { Doubt, Problem, RoleRule, Verdict } from './checks/role-check';
import { valuesToTry } from './deployments/choices';
import { Place, placeToTry } from './deployments/deployment';
import { ANY_PLACE, placesFor } from './deployments/places';
import { Outcome, PaperApp } from './paper-app';
import { Subject, WorkflowSubject } from './subject/checked-environment';
import { textsAround } from './subject/texts';
import { ResourceOf } from './template/template';

/** What the checks say about one environment, wherever it is deployed. */
export interface Judgement {
  /** The environment in the deployment that speaks. */
  readonly subject: Subject | WorkflowSubject;
  readonly found: readonly { readonly check: RoleRule<any>; readonly problem: Problem }[];
  readonly doubts: readonly Doubt[];
}

/** Whether somebody has acknowledged a problem. */
export type IsAcknowledged = (check: RoleRule<any>, problem: Problem, subject: Subject | WorkflowSubject) => boolean;

/** What the checks say about an environment in one deployment. */
interface Trial {
  readonly subject: Subject | WorkflowSubject;
  readonly when: string;
  readonly verdicts: readonly Verdict[];
}

/**
 * Deploys an environment on paper, place by place. It is right if one place satisfies everything; otherwise the place with
 * the fewest errors, then notes, speaks. What is more than documented is said only if no such place is without it.
 */
export function judge(app: PaperApp, environment: ResourceOf, isAcknowledged: IsAcknowledged): Judgement | undefined {
  const nowhere = placeToTry({});
  const judgeIn = (place: Place) => judgeInPlace(app, environment, place, isAcknowledged);
  const first = judgeIn(nowhere);
  if (app.isPlaced || (first !== undefined && isRight(first) && !hasExcess(first))) {
    return first;
  }
  const places = placesFor(placeTexts(app, environment, nowhere));
  if (places === undefined) {
    return judgeIn(ANY_PLACE);
  }
  let best = first;
  for (const place of places.slice(1)) {
    const judgement = judgeIn(place);
    if (judgement !== undefined && isBetter(judgement, best)) {
      best = judgement;
    }
    if (best !== undefined && isRight(best) && !hasExcess(best)) {
      return best;
    }
  }
  return best;
}

/** What decides where an environment may be: the texts around it, and those that conditions compare. */
function placeTexts(app: PaperApp, environment: ResourceOf, place: Place): string[] {
  const { body } = environment.template;
  return [
    ...app.outcomesIn(place).flatMap((outcome) => textsAround(app.deployed(place, outcome).of(environment))).flatMap(({ literals }) => literals),
    JSON.stringify(body.Conditions ?? {}),
  ];
}

function isRight({ found, doubts }: Judgement): boolean {
  return doubts.length === 0 && found.every(({ check }) => check.severity !== 'error');
}

function hasExcess({ found }: Judgement): boolean {
  return found.some(({ check }) => check === EXCESS_PERMISSION);
}

/** Whether there are fewer errors, then fewer notes, then nothing more than documented. */
function isBetter(one: Judgement, other?: Judgement): boolean {
  const ranks = (judgement: Judgement) =>
    [judgement.found.filter(({ check }) => check.severity === 'error').length, judgement.doubts.length, Number(hasExcess(judgement))];
  const [ours, theirs] = [ranks(one), other === undefined ? [] : ranks(other)];
  const index = ours.findIndex((rank, at) => rank !== theirs[at]);
  return index >= 0 && !(ours[index] > theirs[index]);
}

/** What is wrong in every outcome of the conditions is found; what is wrong in some is a doubt. */
function judgeInPlace(app: PaperApp, environment: ResourceOf, place: Place, isAcknowledged: IsAcknowledged): Judgement | undefined {
  const trials = app.outcomesIn(place)
    .filter((outcome) => app.deployed(place, outcome).environments.some(({ template, logicalId }) =>
      template === environment.template && logicalId === environment.logicalId))
    .map((outcome) => bestTrial(app, environment, place, outcome, isAcknowledged));
  const [first] = trials;
  if (first === undefined) {
    return undefined;
  }
  const perCheck = rulesFor(environment).map((check, index) => ({ check, ...inEveryOutcome(trials, index) }));
  const doubts = [...trials.flatMap(({ subject }) => outsideRole(subject)), ...perCheck.flatMap((verdict) => verdict.doubts)];
  return {
    subject: first.subject,
    found: perCheck.flatMap(({ check, problems }) => problems.map((problem) => ({ check, problem }))),
    doubts: [...new Map(doubts.map((doubt) => [doubt.what, doubt])).values()],
  };
}

/** With parameters open; where that leaves doubts, with the values of parameters that leave the fewest. */
function bestTrial(app: PaperApp, environment: ResourceOf, place: Place, outcome: Outcome, isAcknowledged: IsAcknowledged): Trial {
  const rules = rulesFor(environment);
  const tryWith = (values?: ReadonlyMap<string, string>): Trial => {
    const subject = app.deployed(place, outcome, values).of(environment);
    return { subject, when: outcome.when, verdicts: rules.map((check) => verdictOf(check, subject, isAcknowledged)) };
  };
  const open = tryWith();
  const doubts = ({ subject, verdicts }: Trial) => outsideRole(subject).length + verdicts.reduce((sum, verdict) => sum + verdict.doubts.length, 0);
  const errors = ({ verdicts }: Trial) => rules.filter(({ severity }, index) => severity === 'error' && verdicts[index].problems.length > 0).length;
  if (doubts(open) === 0 || errors(open) > 0) {
    // What is wrong with parameters open is wrong whatever they are.
    return open;
  }
  const parameters = new Map<string, OpenValue>(textsAround(open.subject).flatMap(({ openValues }) => openValues.map((value) => [value.id, value])));
  return valuesToTry(parameters.values())
    .flatMap((values) => outcome.ways.map((way) => new Map([...values, ...way.values])))
    .map(tryWith)
    .reduce((best, other) => (errors(other) === 0 && doubts(other) < doubts(best) ? { ...other, subject: open.subject } : best), open);
}

function verdictOf(check: RoleRule<any>, subject: Subject | WorkflowSubject, isAcknowledged: IsAcknowledged): Verdict {
  const { problems, doubts } = check.check(subject);
  return { problems: problems.filter((problem) => !isAcknowledged(check, problem, subject)), doubts };
}

function inEveryOutcome(trials: readonly Trial[], index: number): Verdict {
  const found = trials.map(({ when, verdicts }) => verdicts[index].problems.map((problem) => ({ ...problem, when })));
  const common = found[0].filter((problem) => found.every((problems) => problems.some((other) => same(problem, other))));
  // Broken in another way in each: that does not turn out well either.
  const reported = common.length === 0 && found.every((problems) => problems.length > 0)
    ? distinct(found.flat()).map((problem) => ({ ...problem, description: `where ${problem.when}, ${problem.description}` }))
    : common;
  const others = distinct(found.flat()).filter((problem) => !reported.some((other) => same(problem, other)));
  return {
    problems: reported,
    doubts: [
      ...trials.flatMap(({ verdicts }) => verdicts[index].doubts),
      ...others.map(({ when, description }) => ({ what: `where ${when}, ${description}` })),
    ],
  };
}

function distinct<T extends Problem>(problems: readonly T[]): T[] {
  return problems.filter((problem, index) => problems.findIndex((other) => same(problem, other)) === index);
}

function same(one: Problem, other: Problem): boolean {
  return one.about === other.about && one.at.logicalId === other.at.logicalId;
}

/** What is not checked because the role is not one of the app. */
function outsideRole({ role, needs }: Subject | WorkflowSubject): Doubt[] {
  if (needs.roleArn === undefined) {
    return [{ what: `its role, which the ${needs.kind ?? 'environment'} does not name` }];
  }
  return role === undefined ? [{ what: `the role ${needs.roleArn}, which cannot be traced to a template of this app` }] : [];
}
