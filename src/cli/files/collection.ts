import { dirname } from 'path';
import { AppTemplates, hasUsableManifest } from './cloud-assembly';
import { descriptionsAmong, lostAmong, orMistake } from './descriptions';
import { Documents } from './documents';
import { filesAt } from './found-files';
import { textOfFile } from './source';
import { isTemplate } from './template-body';
import { DescribedAccount, describedAccount } from '../../deployed/described-account';
import { checkedThings } from '../../role-checks/template/checked-types';
import { localTemplates } from '../../role-checks/template/nested-templates';
import { attempt } from '../usage-error';

/** What was given, read. */
export interface Collection {
  /** The apps to check. Templates that are given together are one. */
  readonly apps: readonly AppTemplates[];
  /** What is described, of one account with all apps. Absent: files do not tell enough. */
  readonly described?: DescribedAccount;
  /** Why files cannot be used, a sentence each. */
  readonly mistakes: string[];
  /** What files in folders are that speak of environments or workflows and are no template, a sentence each. */
  readonly passedOver: string[];
  readonly documents: Documents;
}

/** Reads the files, folders and cloud assemblies at some paths. */
export function collect(paths: readonly string[], readInput: () => string): Collection {
  const documents = new Documents(readInput);
  const read = (path: string) => documents.at(path).value;
  const { named, inFolders, apps, mistakes } = filesAt(paths, read);
  const descriptions = descriptionsAmong([...named, ...inFolders], documents, mistakes);
  mistakes.push(...lostAmong(inFolders, descriptions, documents));
  const described = attempt(() => orMistake(() => describedAccount([...descriptions.values()])), mistakes);
  const isOther = (path: string) => !descriptions.has(path);
  // A folder has files of every kind: only those are read that speak of AWS.
  const speaking = inFolders.filter(isOther).filter((path) => attempt(() => textOfFile(path).includes('AWS::') && documents.at(path), mistakes));
  const [inside, others] = [true, false].map((is) => speaking.filter((path) => isTemplate(documents.at(path)) === is));
  const templates = [...named.filter(isOther).filter((path) => attempt(() => documents.template(path), mistakes)), ...inside];
  const passedOver: string[] = [];
  others.filter((path) => checkedThings(textOfFile(path)).length > 0).forEach((path) => attempt(() => documents.template(path), passedOver));
  const assemblies = [...new Set(templates.map((path) => dirname(path)))].filter((folder) => hasUsableManifest(folder, read));
  const together = templates.filter((path) => !assemblies.includes(dirname(path)));
  const all: AppTemplates[] = [
    ...together.length === 0 ? [] : [{ paths: withNested(together, documents) }],
    // A cloud assembly that is given twice is looked at once, and as a whole if one of its templates is named, too.
    ...new Map([
      ...assemblies.map((directory) => ({ directory, paths: templates.filter((path) => dirname(path) === directory) })),
      ...apps,
    ].map((app) => [app.directory, app])).values(),
  ];
  if (all.length + mistakes.length + passedOver.length + descriptions.size === 0) {
    mistakes.push(`there is no CloudFormation template, and no JSON that the AWS CLI has printed, in ${paths.join(' or ')}`);
  }
  return { apps: all, described, mistakes, passedOver, documents };
}

/** Templates, and those that they nest by a path, as far as these are there. */
function withNested(paths: readonly string[], documents: Documents): string[] {
  const all = new Set(paths);
  for (const path of all) {
    localTemplates(path, documents.at(path).value)
      .filter((nested) => attempt(() => documents.template(nested), []))
      .forEach((nested) => all.add(nested));
  }
  return [...all];
}
