import { Fact, GivenFile } from './fact';
import { factsWithoutData } from './facts-without-data';
import { missingIn } from './missing-parts';
import { factsIn } from './shapes';
import { templatesOf } from './templates';
import { FileFacts, thingsIn } from './things';
import { NOT_CHECKED } from '../role-checks/checks/role-check';
import { Finding } from '../role-checks/findings';
import { Template } from '../role-checks/template/template';

/** Things of one account as AWS describes them. */
export interface DescribedAccount {
  /** The files that say something. */
  readonly files: readonly string[];
  readonly templates: readonly Template[];
  /** What files should tell and none does. */
  readonly notes: readonly Finding[];
}

/** What a file says, if it is a description. Throws if it is a broken one, or an error of the AWS CLI. */
export function factsOf({ file, text, value }: GivenFile): Fact[] | undefined {
  return value === undefined ? factsWithoutData(file, text) : factsIn(file, value);
}

/** The account that files describe. Throws if one does not tell of what it speaks. */
export function describedAccount(files: readonly FileFacts[]): DescribedAccount {
  const things = thingsIn(files);
  const templates = templatesOf(things.values());
  const notes = missingIn(things).map(({ user: { type, name, file }, what, command }): Finding => ({
    rule: NOT_CHECKED,
    severity: 'info',
    description: `${what} is not in what was given`,
    fix: command,
    at: { template: templates.find(({ place, resources }) => place.path === file && resources[name]?.Type === type)!, logicalId: name },
    location: 'Properties',
  }));
  return { files: files.filter(({ facts }) => facts.length > 0).map(({ file }) => file), templates, notes };
}
