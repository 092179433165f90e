import { github } from 'projen';
import { actions, publib } from './pins.json';
import { newestTag } from '../scripts/pins/tags';

const FIRST = '1111111111111111111111111111111111111111';
const SECOND = '2222222222222222222222222222222222222222';
const THIRD = '3333333333333333333333333333333333333333';

describe('the newest tag of an action', () => {
  test('is compared as a version, not as a text', () => {
    const references = [`${FIRST}\trefs/tags/v4.9.0`, `${SECOND}\trefs/tags/v4.10.0`].join('\n');
    expect(newestTag(references)).toEqual({ version: 'v4.10.0', commit: SECOND });
  });

  test('is the commit, where the tag is an object of its own', () => {
    const references = [`${FIRST}\trefs/tags/v4.1.0`, `${SECOND}\trefs/tags/v4.1.0^{}`, `${THIRD}\trefs/tags/v4.0.0`].join('\n');
    expect(newestTag(references)).toEqual({ version: 'v4.1.0', commit: SECOND });
  });

  test('is a release', () => {
    const references = [`${FIRST}\trefs/tags/v4`, `${SECOND}\trefs/tags/v4.1.0`, `${THIRD}\trefs/tags/v4.2.0-beta.1`].join('\n');
    expect(newestTag(references)).toEqual({ version: 'v4.1.0', commit: SECOND });
  });

  test('has to be there', () => {
    expect(() => newestTag(`${FIRST}\trefs/tags/v4`)).toThrow('no release among the tags');
  });
});

describe('the pins', () => {
  test('are versions with their commits', () => {
    expect(publib).toMatch(/^\d+\.\d+\.\d+$/);
    Object.values(actions).forEach(({ version, commit }) => {
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
    });
  });

  test.each(Object.entries(actions))('are those that the steps of projen are written for: %s', (action, { version }) => {
    const ofProjen = Object.values(github.ActionRefs).find((reference) => reference.startsWith(`${action}@`)) ?? `${action}@${version}`;
    expect(`${action}@${version}`).toBe(ofProjen);
  });
});
