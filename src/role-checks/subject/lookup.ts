import { Text } from '../../iam/text';
import { Reading } from '../template/reading';
import { ResourceOf, Template } from '../template/template';

/** A resource by its ARN. */
export interface WithArn {
  readonly arn: Text;
  readonly resource: ResourceOf;
}

/** Things that are looked up by their ARN. */
export class ByArn<T extends WithArn> {
  private readonly exact: Map<string, T[]>;
  private anywhere?: Map<string, T[]>;

  constructor(private readonly things: readonly T[]) {
    this.exact = grouped(things, ({ arn }) => arn.key);
  }

  /**
   * What an ARN names, seen from a template: what has this ARN, or else the only thing of that name, where the ARN is
   * written out and the stack of the resource may be deployed anywhere.
   */
  public named(arn: Text, user: Template): T | undefined {
    const exact = this.exact.get(arn.key);
    if (exact !== undefined) {
      // The same words in two templates for anywhere: each means its own.
      return exact.length === 1 ? exact[0] : exact.find(({ resource }) => resource.template === user);
    }
    this.anywhere ??= grouped(this.things, (thing) => withoutPlace(thing.arn));
    const [found, ...others] = (this.anywhere.get(withoutPlace(arn)) ?? []).filter((thing) => mayBe(thing, arn));
    return others.length === 0 ? found : undefined;
  }
}

/** The resources of a type, to be looked up by their ARN. */
export function resourcesByArn(type: string, reading: Reading): ByArn<WithArn> {
  return new ByArn(reading.resourcesOf(type).map((resource) => ({ resource, arn: reading.attribute(resource.logicalId, 'Arn', resource.template) })));
}

/** Things that are looked up by names of theirs, which may be open. */
export class ByName<T> {
  private readonly told = new Map<string, Set<T>>();
  private readonly untold = new Set<T>();

  constructor(public readonly things: readonly T[], namesOf: (thing: T) => readonly unknown[]) {
    for (const thing of things) {
      const names = namesOf(thing);
      if (names.every((name) => name instanceof Text && isTold(name))) {
        names.forEach((name) => this.told.set((name as Text).key, (this.told.get((name as Text).key) ?? new Set()).add(thing)));
      } else {
        this.untold.add(thing);
      }
    }
  }

  /** Those that may be called so, and perhaps some that are not. */
  public candidates(name: Text): readonly T[] {
    if (!isTold(name)) {
      return this.things;
    }
    const told = this.told.get(name.key) ?? [];
    return this.untold.size === 0 ? [...told] : [...told, ...this.untold];
  }
}

/** Whether a name is no other of its kind: it is written out, or CloudFormation makes it up. */
function isTold({ literal, parts: [part, ...others] }: Text): boolean {
  return literal !== undefined || (others.length === 0 && typeof part === 'object' && part.kind === 'made up');
}

export function grouped<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [thing]);
    } else {
      group.push(thing);
    }
  }
  return groups;
}

/** What two ARNs have in common that are the same but for their place. */
function withoutPlace(arn: Text): string {
  const parts = arn.split(':');
  return parts === undefined ? arn.key : parts.filter((_, index) => index !== 1 && index !== 3 && index !== 4).map(({ key }) => key).join(':');
}

/** Whether two ARNs are the same but for a place that the stack of the first does not know. */
function mayBe({ arn, resource: { template: { place: { region, account } } } }: WithArn, other: Text): boolean {
  const [ours, theirs] = [arn, other].map((one) => one.split(':'));
  return ours?.length === theirs?.length && ours?.every((part, index) => part.key === theirs![index].key
    || (index === 1 && region === undefined) || (index === 3 && region === undefined) || (index === 4 && account === undefined)) === true;
}
