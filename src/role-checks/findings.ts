import { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgements';
import { EXCESS_PERMISSION } from './checks/excess-permission';
import { FOREIGN_SERVICE } from './checks/foreign-service';
import { KEY_POLICY } from './checks/key-policy';
import { MISSING_PERMISSION } from './checks/missing-permission';
import { POLICY_ORDER } from './checks/policy-order';
import { Problem, roleResource, RoleRule, ruleId, Severity, Verdict } from './checks/role-check';
import { TRUST_POLICY } from './checks/trust-policy';
import { variantsOf } from './deployments/condition-variants';
import { show } from './evaluation/text';
import { Subject, subjectsOf } from './subject/checked-environment';
import { Assembly } from './template/assembly';
import { ResourceOf } from './template/template';

/** The rules, in the order of their findings. */
export const RULES: RoleRule[] = [MISSING_PERMISSION, TRUST_POLICY, KEY_POLICY, POLICY_ORDER, EXCESS_PERMISSION, FOREIGN_SERVICE];

/** What could not be checked is said under this id; it is not a finding. */
export const NOT_CHECKED = ruleId('notChecked');

/** Something that a rule found about an environment, or that could not be found out. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: Subject;
}

/** What the rules say about one environment in one variant of the app. */
interface Judgement {
  readonly subject: Subject;
  readonly when: string;
  readonly verdicts: Verdict[];
}

/** Every finding about the environments of a cloud assembly that nobody has acknowledged. */
export function findingsOf(assembly: Assembly, root?: IConstruct): Finding[] {
  const judgements = new Map<string, Judgement[]>();
  variantsOf(assembly).forEach((variant) => subjectsOf(variant.assembly).forEach((subject) => {
    const { template, logicalId } = subject.environment;
    const environment = `${template.place.path} ${logicalId}`;
    judgements.set(environment, [...judgements.get(environment) ?? [], { subject, when: variant.when, verdicts: verdictsOn(subject, root) }]);
  }));
  return [...judgements.values()].flatMap((variants) => {
    const perRule = RULES.map((rule, index) => ({ rule, ...inEveryVariant(variants, index) }));
    const [{ subject }] = variants;
    const findings = perRule.flatMap(({ rule, problems }) =>
      problems.map((problem) => ({ ...problem, rule: rule.id, severity: rule.severity, subject })));
    const doubts = [...variants.flatMap((variant) => outsideRole(variant.subject)), ...perRule.flatMap((verdict) => verdict.doubts)];
    const note = notChecked(subject, [...new Set(doubts)]);
    return doubts.length === 0 || acknowledged(NOT_CHECKED, note.at, subject, root) ? findings : [...findings, note];
  });
}

function verdictsOn(subject: Subject, root?: IConstruct): Verdict[] {
  return RULES.map((rule) => {
    const { problems, doubts } = rule.check(subject);
    return { problems: problems.filter(({ at }) => !acknowledged(rule.id, at, subject, root)), doubts };
  });
}

function acknowledged(rule: string, at: ResourceOf, { environment, assembly }: Subject, root?: IConstruct): boolean {
  return [at, environment].some(({ template, logicalId }) => {
    const path = assembly.constructPathOf(template, logicalId);
    return path !== undefined && isAcknowledged(rule, path, assembly, root);
  });
}

/** What a rule finds however the conditions come out; what it finds in some variants only is a doubt. */
function inEveryVariant(variants: Judgement[], rule: number): Verdict {
  const found = variants.map(({ when, verdicts }) => verdicts[rule].problems.map((problem) => ({ ...problem, when })));
  const common = found[0].filter((problem) => found.every((problems) => problems.some((other) => same(problem, other))));
  // Broken in another way in each: that does not turn out well either.
  const reported = common.length === 0 && found.every((problems) => problems.length > 0)
    ? distinct(found.flat()).map((problem) => ({ ...problem, description: `where ${problem.when}, ${problem.description}` }))
    : common;
  const others = distinct(found.flat()).filter((problem) => !reported.some((other) => same(problem, other)));
  return {
    problems: reported,
    doubts: [
      ...variants.flatMap(({ verdicts }) => verdicts[rule].doubts),
      ...others.map(({ when, description }) => `where ${when}, ${description}`),
    ],
  };
}

function distinct<T extends Problem>(problems: T[]): T[] {
  return problems.filter((problem, index) => problems.findIndex((other) => same(problem, other)) === index);
}

function same(one: Problem, other: Problem): boolean {
  return one.about === other.about && one.at.logicalId === other.at.logicalId;
}

function outsideRole({ role, needs }: Subject): string[] {
  if (needs.roleArn === 'undefined') {
    return ['its role, which the environment does not name'];
  }
  return role === undefined ? [`the role ${show(needs.roleArn)}, which cannot be traced to a template of this app`] : [];
}

function notChecked(subject: Subject, doubts: string[]): Finding {
  return {
    rule: NOT_CHECKED,
    severity: 'info',
    subject,
    description: show(`not checked for environment "${subject.needs.environmentName}": ${doubts.join('; ')}`),
    fix: 'compare these by hand with https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html',
    at: roleResource(subject),
    location: 'Properties',
  };
}
