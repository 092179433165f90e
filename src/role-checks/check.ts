import { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgements';
import { Assembly } from './assembly';
import { Problem, roleResource, RoleRule, ruleId, Severity } from './rule';
import { EXCESS_PERMISSION } from './rules/excess-permission';
import { FOREIGN_SERVICE } from './rules/foreign-service';
import { KEY_POLICY } from './rules/key-policy';
import { MISSING_PERMISSION } from './rules/missing-permission';
import { POLICY_ORDER } from './rules/policy-order';
import { TRUST_POLICY } from './rules/trust-policy';
import { Subject, subjectsOf } from './subject';
import { show } from './text';

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

/** Every finding about the environments of a cloud assembly that nobody has acknowledged. */
export function findingsOf(assembly: Assembly, root?: IConstruct): Finding[] {
  return allFindingsOf(assembly).filter(({ rule, at, subject }) => ![at, subject.environment].some(({ template, logicalId }) => {
    const path = assembly.constructPathOf(template, logicalId);
    return path !== undefined && isAcknowledged(rule, path, assembly, root);
  }));
}

function allFindingsOf(assembly: Assembly): Finding[] {
  return subjectsOf(assembly).flatMap((subject) => {
    const verdicts = RULES.map((rule) => ({ rule, ...rule.check(subject) }));
    const findings = verdicts.flatMap(({ rule, problems }) =>
      problems.map((problem) => ({ ...problem, rule: rule.id, severity: rule.severity, subject })));
    const doubts = [...outsideRole(subject), ...verdicts.flatMap((verdict) => verdict.doubts)];
    return doubts.length === 0 ? findings : [...findings, notChecked(subject, doubts)];
  });
}

function outsideRole({ role, needs }: Subject): string[] {
  return role === undefined ? [`the role ${show(needs.roleArn)}, which no template of this app defines`] : [];
}

function notChecked(subject: Subject, doubts: string[]): Finding {
  return {
    rule: NOT_CHECKED,
    severity: 'info',
    subject,
    description: show(`not checked for environment "${subject.needs.environmentName}": ${doubts.join('; ')}`),
    fix: 'nothing is wrong as far as the templates show; compare by hand with https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html',
    at: roleResource(subject),
    location: 'Properties',
  };
}
