import { IConstruct } from 'constructs';
import { isAcknowledged } from './acknowledgements';
import { NOT_CHECKED } from './checks/catalogue';
import { nameOf, Problem, roleResource, Severity } from './checks/role-check';
import { judge, Judgement } from './judgement';
import { PaperApp } from './paper-app';
import { Assembly } from './template/assembly';
import { ResourceOf } from './template/template';

/** Something that a check found about an environment, or that could not be found out. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly severity: Severity;
}

/** Every finding about the environments of a cloud assembly that nobody has acknowledged. */
export function findingsOf(assembly: Assembly, root?: IConstruct): Finding[] {
  const app = new PaperApp(assembly);
  const acknowledged = (rule: string, ...resources: ResourceOf[]) => resources.some(({ template, logicalId }) => {
    const path = assembly.constructPathOf(template, logicalId);
    return path !== undefined && isAcknowledged(rule, path, assembly, root);
  });
  const all = app.environments.flatMap((environment) => {
    const judgement = judge(app, environment, ({ id }, { at }) => acknowledged(id, at, environment));
    if (judgement === undefined) {
      return [];
    }
    const findings = judgement.found.map(({ check, problem }) => ({ ...problem, rule: check.id, severity: check.severity }));
    const note = notChecked(judgement);
    return judgement.doubts.length === 0 || acknowledged(NOT_CHECKED, note.at, environment) ? findings : [...findings, note];
  });
  // A template that is nested twice is wrong once.
  return [...new Map(all.map((finding) => [keyOf(finding), finding])).values()];
}

function keyOf({ rule, about, at, description }: Finding): string {
  return JSON.stringify([rule, about, at.template.place.path, at.logicalId, description]);
}

function notChecked({ subject, doubts }: Judgement): Finding {
  return {
    rule: NOT_CHECKED,
    severity: 'info',
    description: `not checked for ${nameOf(subject)}: ${doubts.join('; ')}`,
    fix: 'compare these by hand with https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html',
    at: roleResource(subject),
    location: 'Properties',
  };
}
