import { basename } from 'path';
import { BUCKET, BUCKET_POLICY, Fact, GivenFile, KEY, POLICY, ROLE, UnusableDescription } from './fact';
import { usesOf } from './used-things';

/** A thing of the account, with what all files say of it. */
export interface Thing {
  readonly type: string;
  readonly name: string;
  /** Absent: no file says. */
  readonly arn?: string;
  /** The file that says most of it. Absent: none says anything but its name. */
  readonly file?: string;
  readonly properties: Readonly<Record<string, any>>;
}

/** What a file says. */
export interface FileFacts extends Pick<GivenFile, 'file'> {
  readonly facts: readonly Fact[];
}

const NOUNS: Record<string, string> = { [ROLE]: 'role', [POLICY]: 'policy', [KEY]: 'key', [BUCKET]: 'bucket', [BUCKET_POLICY]: 'bucket' };

/** The things that files speak of, each once. Throws if a file does not tell of which it speaks. */
export function thingsIn(files: readonly FileFacts[]): Map<string, Thing> {
  const facts = files.flatMap((one) => one.facts);
  const named = namedIn(facts);
  const things = new Map<string, Thing>();
  const add = (type: string, of: string, { properties, of: own }: Partial<Fact> = {}, file?: string) => {
    const known = things.get(idOf(type, of));
    const told = Object.entries(properties ?? {}).map(([name, value]) => [name, together(known?.properties[name], value)]);
    things.set(idOf(type, of), {
      type,
      name: nameIn(of),
      arn: of.startsWith('arn:') ? of : known?.arn,
      file: own?.startsWith('arn:') ? file : known?.file ?? file,
      properties: { ...known?.properties, ...Object.fromEntries(told) },
    });
  };
  facts.flatMap(usesOf).forEach(([type, of]) => add(type, of));
  files.forEach(({ file, facts: told }) => told.forEach((fact) =>
    add(fact.type, fact.of ?? ownerOf(file, named(fact.type), NOUNS[fact.type]), fact, file)));
  return things;
}

/** What tells things apart: in one account a name is enough, but for policies of AWS and for what is in a Region. */
export function idOf(type: string, of: string): string {
  return `${type} ${[ROLE, KEY, BUCKET, BUCKET_POLICY].includes(type) ? nameIn(of) : of}`;
}

export function nameIn(of: string): string {
  return of.split(/[/:]/).at(-1)!;
}

function together(one: unknown, other: unknown): unknown {
  return Array.isArray(one) && Array.isArray(other) ? [...one, ...other] : other;
}

/** The things of a type that files name: those that something uses, and those that a file is about. */
interface Named {
  readonly used: readonly string[];
  readonly told: readonly string[];
}

function namedIn(facts: readonly Fact[]): (type: string) => Named {
  const uses = facts.flatMap(usesOf);
  const named = new Map(Object.keys(NOUNS).map((type) => [type, {
    used: distinct(uses.filter(([kind]) => kind === type).map(([, of]) => of)),
    told: distinct(facts.filter((fact) => fact.type === type).flatMap(({ of }) => of ?? [])),
  }]));
  return (type) => named.get(type)!;
}

/**
 * The name or the ARN of what a file speaks of that does not say it: it is in the name of the file, or there is only one. A file
 * that is named like something else is not about that one.
 */
function ownerOf(file: string, { used, told }: Named, noun: string): string {
  const isLike = (of: string) => basename(file).startsWith(`${nameIn(of)}.`);
  const [named] = [...used, ...told].filter(isLike).sort((one, other) => nameIn(other).length - nameIn(one).length);
  const [, first] = /^(.+)\.[^.]+\.[^.]+$/.exec(basename(file)) ?? [];
  const [only, ...others] = used.length > 0 ? used : told;
  const owner = named ?? first ?? (others.length === 0 ? only : undefined);
  if (owner === undefined) {
    throw new UnusableDescription(`${file} does not say of which ${noun} it is: call it <name of the ${noun}>.<anything>.json`);
  }
  return owner;
}

function distinct(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [nameIn(name), name])).values()];
}
