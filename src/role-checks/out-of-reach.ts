import { basename } from 'path';
import { Assembly } from './template/assembly';
import { CHECKED_TYPES, checkedThings } from './template/checked-types';
import { ResourceOf } from './template/template';

/** A part of an app that the checks cannot look into. */
export interface OutOfReach {
  readonly what: string;
  readonly at: ResourceOf;
}

/** What the templates of an app have of environments, workflows and their roles that nobody can read before the deployment. */
export function outOfReach(assembly: Assembly): OutOfReach[] {
  const isChecked = assembly.templates.some((template) => [...CHECKED_TYPES.keys()].some((type) => template.idsOf(type).length > 0));
  const loops = assembly.templates.flatMap((template) => Object.entries(template.resources)
    .filter(([id]) => id.startsWith('Fn::ForEach::'))
    .flatMap(([logicalId, loop]) => {
      const text = JSON.stringify(loop);
      const made = [...checkedThings(text, '"'), ...isChecked && text.includes('"AWS::IAM::Role"') ? ['roles'] : []];
      return made.length === 0 ? [] : [{ what: `the ${made.join(' and ')} that ${logicalId} makes at deployment`, at: { template, logicalId } }];
    }));
  const files = assembly.unreadTemplates.map(({ file, by, things }) => ({ what: `the ${things.join(' and ')} of the template ${basename(file)}, which is not JSON`, at: by }));
  return [...loops, ...files];
}
