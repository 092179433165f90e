import { OpenValue, Text } from '../iam/text';
import { rulesFor } from './checks/catalogue';
import { Doubt, isError, mildest, NOTHING, Problem, RoleRule, Verdict, worst } from './checks/role-check';
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
 * the fewest errors, then notes, speaks. What may work all the same is said only if no such place is without it.
 */
export function judge(app: PaperApp, environment: ResourceOf, isAcknowledged: IsAcknowledged): Judgement | undefined {
  const nowhere = placeToTry({});
  const judgeIn = (place: Place) => judgeInPlace(app, environment, place, isAcknowledged);
  const first = judgeIn(nowhere);
  if (app.isPlaced || (first !== undefined && isRight(first))) {
    return first;
  }
  const places = placesToTry(app, environment, nowhere);
  if (places === undefined) {
    return judgeIn(ANY_PLACE);
  }
  let best = first;
  for (const place of places.slice(1)) {
    const judgement = judgeIn(place);
    if (judgement !== undefined && isBetter(judgement, best)) {
      best = judgement;
    }
    if (best !== undefined && isRight(best)) {
      return best;
    }
  }
  return best;
}

/**
 * Where an environment may be: what the texts around it name, what conditions compare and decide about, and what parameters are in these.
 * Where conditions come out in another way other texts stand around it, which may name more places.
 */
function placesToTry(app: PaperApp, environment: ResourceOf, nowhere: Place): Place[] | undefined {
  const texts = new Set(app.textsOfConditions);
  const read = new Set<string>();
  let places: Place[] | undefined = [nowhere];
  for (let before = -1; places !== undefined && texts.size > before; places = placesFor(texts)) {
    before = texts.size;
    for (const place of places) {
      for (const outcome of app.outcomesIn(place).filter(({ when }) => !read.has(when))) {
        read.add(outcome.when);
        const subjects = app.deployed(place, outcome);
        const around = subjects.has(environment) ? textsAround(subjects.of(environment)) : [];
        outcome.ways.flatMap(({ values }) => [...values.values()]).forEach((value) => texts.add(value));
        around.flatMap((text) => [...text.literals, asPattern(text), ...text.openValues.flatMap(knownValues)]).forEach((text) => texts.add(text));
      }
    }
  }
  return places;
}

/** A text with a wildcard for whatever is chosen: a Region may be put together of pieces. */
function asPattern(text: Text): string {
  return text.parts.map((part) => (typeof part === 'string' ? part : part.kind === 'chosen' ? '*' : ' ')).join('');
}

/** What a parameter is by default, or may be. */
function knownValues({ usually, oneOf = [] }: OpenValue): readonly string[] {
  return usually === undefined ? oneOf : [usually, ...oneOf];
}

function isRight({ found, doubts }: Judgement): boolean {
  return doubts.length === 0 && found.length === 0;
}

/** Whether there are fewer errors, then fewer notes, then less that may work all the same. */
function isBetter(one: Judgement, other?: Judgement): boolean {
  const ranks = ({ found, doubts }: Judgement) => [found.filter(({ problem }) => isError(problem)).length, doubts.length, found.length];
  return other === undefined || isLess(ranks(one), ranks(other));
}

/** Whether the first number that differs is less. */
function isLess(ours: readonly number[], theirs: readonly number[]): boolean {
  const index = ours.findIndex((rank, at) => rank !== theirs[at]);
  return index >= 0 && ours[index] < theirs[index];
}

/** What is wrong in every outcome of the conditions is found; what is wrong in some is a doubt. */
function judgeInPlace(app: PaperApp, environment: ResourceOf, place: Place, isAcknowledged: IsAcknowledged): Judgement | undefined {
  const trials = app.outcomesIn(place)
    .filter((outcome) => app.deployed(place, outcome).has(environment))
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

/** With parameters open; where that leaves doubts, with the values of parameters that leave the fewest and bring no problem that others avoid. */
function bestTrial(app: PaperApp, environment: ResourceOf, place: Place, outcome: Outcome, isAcknowledged: IsAcknowledged): Trial {
  const rules = rulesFor(environment);
  const tryWith = (values?: ReadonlyMap<string, string>): Trial => {
    const subject = app.deployed(place, outcome, values).of(environment);
    return { subject, when: outcome.when, verdicts: rules.map((check) => verdictOf(check, subject, isAcknowledged)) };
  };
  const open = tryWith();
  const [openErrors, , openDoubts] = ranksOf(open);
  if (openDoubts === 0 || openErrors > 0) {
    // What is wrong with parameters open is wrong whatever they are.
    return open;
  }
  const parameters = new Map<string, OpenValue>(textsAround(open.subject).flatMap(({ openValues }) => openValues.map((value) => [value.id, value])));
  const choices = valuesToTry(parameters.values())
    .flatMap((values) => outcome.ways.map((way) => ({ values: new Map([...values, ...way.values]), answers: way.answers })));
  let best = open;
  for (const choice of choices) {
    const trial = app.leadsTo(outcome, place, choice) ? tryWith(choice.values) : best;
    best = isLess(ranksOf(trial), ranksOf(best)) ? { ...trial, subject: open.subject } : best;
    if (ranksOf(best).every((rank) => rank === 0)) {
      return best;
    }
  }
  return best;
}

/** How many errors, warnings, doubts and notes a deployment has, worst first. */
function ranksOf({ subject, verdicts }: Trial): number[] {
  const problems = verdicts.flatMap((verdict) => verdict.problems);
  const [errors, notes] = [problems.filter(isError).length, problems.filter(isNote).length];
  const doubts = outsideRole(subject).length + verdicts.reduce((sum, verdict) => sum + verdict.doubts.length, 0);
  return [errors, problems.length - errors - notes, doubts, notes];
}

function verdictOf(check: RoleRule<any>, subject: Subject | WorkflowSubject, isAcknowledged: IsAcknowledged): Verdict {
  const { problems, doubts } = check.check(subject);
  return problems.length + doubts.length === 0
    ? NOTHING
    : { problems: problems.filter((problem) => !isAcknowledged(check, problem, subject)), doubts };
}

function inEveryOutcome(trials: readonly Trial[], index: number): Verdict {
  if (trials.every(({ verdicts }) => verdicts[index] === NOTHING)) {
    return NOTHING;
  }
  const found = trials.map(({ when, verdicts }) => verdicts[index].problems.map((problem) => ({ ...problem, when })));
  const common = found[0].flatMap((problem) => {
    const alike = found.flatMap((problems) => problems.find((other) => same(problem, other)) ?? []);
    return alike.length === found.length ? [together(alike)] : [];
  });
  // Broken in another way in each: that does not turn out well either.
  const reported = common.length === 0 && found.every((problems) => problems.length > 0)
    ? brokenDifferently(found).map(withOutcome)
    : common;
  const others = distinct(found.flat()).filter((problem) => !reported.some((other) => same(problem, other)));
  return {
    // What is a note anyway stays one of its own.
    problems: [...reported, ...others.filter(isNote).map(withOutcome)],
    doubts: [
      ...trials.flatMap(({ verdicts }) => verdicts[index].doubts),
      ...others.filter((problem) => !isNote(problem)).map((problem) => ({ what: withOutcome(problem).description })),
    ],
  };
}

function withOutcome<T extends Problem & { readonly when: string }>(problem: T): T {
  return { ...problem, description: `where ${problem.when}, ${problem.description}` };
}

function isNote({ severity }: Problem): boolean {
  return severity === 'info';
}

/** What is wrong in each outcome, as bad as it is in the best of them, and what is wrong in each if that is not the same. */
function together<T extends Problem & { readonly when: string }>(alike: readonly T[]): T {
  const least = mildest(alike.map(({ severity }) => severity));
  const different = alike.filter(({ description }, index) => alike.findIndex((other) => other.description === description) === index);
  return {
    ...alike.find(({ severity }) => severity === least)!,
    ...(different.length === 1 ? {} : { description: different.map((problem) => withOutcome(problem).description).join('; ') }),
  };
}

/** What is wrong in one way or another in each outcome: no worse than it is in the best of them. */
function brokenDifferently<T extends Problem>(found: readonly (readonly T[])[]): T[] {
  const best = mildest(found.map((problems) => worst(problems.map(({ severity }) => severity))));
  return distinct(found.flat()).map((problem) => ({ ...problem, severity: mildest([best, problem.severity]) }));
}

function distinct<T extends Problem>(problems: readonly T[]): T[] {
  return problems.filter((problem, index) => problems.findIndex((other) => same(problem, other)) === index);
}

function same(one: Problem, other: Problem): boolean {
  return one.about === other.about && one.at.logicalId === other.at.logicalId;
}

/** What is not checked because the role is not one of the app. That an environment names none is a finding of its own. */
function outsideRole({ role, needs: { kind, roleArn } }: Subject | WorkflowSubject): Doubt[] {
  if (roleArn === undefined) {
    return kind === 'workflow' ? [{ what: 'its role, which the workflow does not name' }] : [];
  }
  return role === undefined ? [{ what: `the role ${roleArn}, which cannot be traced to a template of this app` }] : [];
}
