import { dirname } from 'path';
import { Documents } from './documents';
import { factsOf } from '../../deployed/described-account';
import { UnusableDescription } from '../../deployed/fact';
import { FileFacts } from '../../deployed/things';
import { attempt, UsageError } from '../usage-error';

/** What files say that the AWS CLI has printed, by file. Those that are wrong say nothing. */
export function descriptionsAmong(paths: readonly string[], documents: Documents, mistakes: string[]): Map<string, FileFacts> {
  return new Map(paths.flatMap((file) => {
    const broken: string[] = [];
    const facts = attempt(() => orMistake(() => factsIn(file, documents)), broken);
    mistakes.push(...broken);
    return facts === undefined && broken.length === 0 ? [] : [[file, { file, facts: facts ?? [] }]];
  }));
}

/**
 * Why files beside descriptions are none, a sentence each: a JSON file there that is empty or no JSON is of a call that failed, or that
 * printed something else first.
 */
export function lostAmong(paths: readonly string[], described: ReadonlyMap<string, unknown>, documents: Documents): string[] {
  const folders = new Set([...described.keys()].map((path) => dirname(path)));
  return paths.filter((path) => /\.json$/i.test(path) && folders.has(dirname(path)) && !described.has(path)).flatMap((path) => {
    const text = documents.textOf(path).trim();
    const [firstLine] = text.split(/\r?\n/);
    return jsonIn(text) !== undefined || text.includes('AWS::') ? []
      : [`${path} lies beside what the AWS CLI has printed, and ${text === '' ? 'is empty' : `is no JSON: ${firstLine.slice(0, 120)}`}`];
  });
}

function factsIn(file: string, documents: Documents) {
  const text = documents.textOf(file);
  return factsOf({ file, text, value: jsonIn(text) });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a description is a mistake of the user. */
export function orMistake<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UnusableDescription ? new UsageError(error.message) : error;
  }
}
