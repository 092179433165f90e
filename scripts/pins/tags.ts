/** A release of an action, and the commit that its tag names. */
export interface Pin {
  readonly version: string;
  readonly commit: string;
}

/** A line of `git ls-remote --tags`; with `^{}` it has the commit of a tag that is an object of its own. */
const TAG = /^([0-9a-f]{40})\trefs\/tags\/(v\d+\.\d+\.\d+)(\^\{\})?$/gm;

/** The newest release among the tags of a repository, as `git ls-remote` lists them. */
export function newestTag(references: string): Pin {
  const commits = new Map<string, string>();
  for (const [, commit, version, peeled] of references.matchAll(TAG)) {
    if (peeled !== undefined || !commits.has(version)) {
      commits.set(version, commit);
    }
  }
  const [newest] = [...commits].sort(([a], [b]) => b.localeCompare(a, 'en', { numeric: true }));
  if (newest === undefined) {
    throw new Error(`no release among the tags:\n${references}`);
  }
  return { version: newest[0], commit: newest[1] };
}
