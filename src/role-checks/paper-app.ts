import { Choice, choicesFor, NO_CHOICE } from './deployments/choices';
import { Place } from './deployments/deployment';
import { Subjects } from './subject/checked-environment';
import { Assembly } from './template/assembly';
import { CHECKED_TYPES } from './template/checked-types';
import { textAround, usedConditions } from './template/conditions/used-conditions';
import { Reading } from './template/reading';
import { ResourceOf, Template } from './template/template';

/** So many environments are looked at, one in two outcomes counting twice; conditions beyond that are left open. */
const MOST = 256;

/** How the conditions of an app come out in a place. */
export interface Outcome {
  readonly conditions: ReadonlyMap<string, boolean | undefined>;
  /** The text of a message. Empty if there are no conditions. */
  readonly when: string;
  /** The values of parameters that lead to it. */
  readonly ways: readonly Choice[];
}

/** An app that is deployed on paper: its environments in each deployment that somebody asks for, worked out once. */
export class PaperApp {
  /** The environments of the app, whatever its conditions. */
  public readonly environments: ResourceOf[];
  /** What conditions compare and decide about. */
  public readonly textsOfConditions: readonly string[];
  /** Whether every stack says where it is. */
  public readonly isPlaced: boolean;
  private readonly conditions: { readonly template: Template; readonly name: string }[];
  private readonly outcomes = new Map<string, Outcome[]>();
  private readonly subjects = new Map<Outcome, Map<string, Subjects>>();

  constructor(private readonly assembly: Assembly) {
    this.environments = assembly.templates.flatMap((template) =>
      [...CHECKED_TYPES.keys()].flatMap((type) => template.idsOf(type)).map((logicalId) => ({ template, logicalId })));
    this.conditions = this.environments.length === 0
      ? []
      : assembly.templates.flatMap((template) => usedConditions(template).map((name) => ({ template, name })));
    this.textsOfConditions = [...new Set(this.conditions.map(({ template }) => template))].map(textAround);
    this.isPlaced = assembly.templates.every(({ place: { region, account } }) => region !== undefined && account !== undefined);
  }

  /** The ways in which conditions come out in a place, without any that cannot be. */
  public outcomesIn(place: Place): Outcome[] {
    const key = keyOf(place);
    const outcomes = this.outcomes.get(key) ?? this.workOut(place);
    this.outcomes.set(key, outcomes);
    return outcomes;
  }

  /** The environments where the conditions come out so in a place, with some parameters' values. */
  public deployed(place: Place, outcome: Outcome, values: ReadonlyMap<string, string> = new Map()): Subjects {
    const withValues = this.subjects.get(outcome) ?? new Map<string, Subjects>();
    const key = JSON.stringify([...values]);
    const subjects = withValues.get(key)
      ?? new Subjects(this.assembly, new Reading(this.assembly.templates, { place, values, outcome: outcome.conditions }));
    this.subjects.set(outcome, withValues.set(key, subjects));
    return subjects;
  }

  /** Whether the conditions come out so with what is chosen. */
  public leadsTo(outcome: Outcome, place: Place, choice: Choice): boolean {
    return this.conditions.length === 0 || [...this.conditionsOf(this.read(place, choice))].every(([condition, isTrue]) => {
      const wanted = outcome.conditions.get(condition);
      return isTrue === undefined || wanted === undefined || isTrue === wanted;
    });
  }

  private workOut(place: Place): Outcome[] {
    const open = this.read(place, NO_CHOICE);
    this.conditionsOf(open);
    const outcomes = new Map<string, Outcome>();
    for (const choice of choicesFor(open.questions.values(), MOST / Math.max(1, this.environments.length))) {
      const conditions = this.conditionsOf(this.read(place, choice));
      const key = JSON.stringify([...conditions.values()].map(String));
      outcomes.set(key, { conditions, when: this.describe(conditions), ways: [...outcomes.get(key)?.ways ?? [], choice] });
    }
    return [...outcomes.values()];
  }

  private read(place: Place, { values, answers }: Choice): Reading {
    return new Reading(this.assembly.templates, { place, values, answers });
  }

  private conditionsOf(reading: Reading): Map<string, boolean | undefined> {
    return new Map(this.conditions.map(({ template, name }) => [`${template.key}#${name}`, reading.isTrue(name, template)]));
  }

  private describe(conditions: ReadonlyMap<string, boolean | undefined>): string {
    const known = [...conditions.values()].flatMap((isTrue, index) => (isTrue === undefined ? [] : [`${this.conditions[index].name} is ${isTrue}`]));
    return [...new Set(known)].join(' and ');
  }
}

function keyOf({ partition, region, account }: Place): string {
  return `${partition.key} ${region.key} ${account.key}`;
}
