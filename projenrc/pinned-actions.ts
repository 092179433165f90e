import { github } from 'projen';
import { actions, publib } from './pins.json';

/** The actions of which projen names a tag, and those that it does not know. `scripts/update-pins.ts` moves them. */
export type PinnedAction = keyof typeof actions;

/** The program that publishes, in the version that was looked at. */
export const PUBLIB_VERSION = publib;

/** What a step uses: the commit of the action; `path` is that of an action inside of its repository. */
export function pinned(action: PinnedAction, path = ''): string {
  return `${action}${path}@${actions[action].commit}`;
}

/** The sources of the commit, without a token that could write. */
export const CHECKOUT: github.workflows.JobStep = {
  name: 'Checkout',
  uses: github.ActionRefs.ACTIONS_CHECKOUT,
  with: { 'persist-credentials': false },
};

/** Has projen use the commit wherever it would use the tag. */
export function pinActions(provider: github.GitHubActionsProvider): void {
  for (const [name, { version, commit }] of Object.entries(actions)) {
    provider.set(`${name}@${version}`, `${name}@${commit}`);
  }
}
