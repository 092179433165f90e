import { Text } from '../../iam/text';
import { ResourceOf, Template } from '../template/template';

/** A resource by its ARN. */
export interface WithArn {
  readonly arn: Text;
  readonly resource: ResourceOf;
}

/**
 * What an ARN names, seen from a template: what has this ARN; or, where the ARN is written out and the stack of the resource
 * may be deployed anywhere, the only thing of that name.
 */
export function named<T extends WithArn>(things: readonly T[], arn: Text, user: Template): T | undefined {
  const exact = things.filter((thing) => thing.arn.key === arn.key);
  if (exact.length > 0) {
    // The same words in two templates for anywhere: each means its own.
    return exact.length === 1 ? exact[0] : exact.find(({ resource }) => resource.template === user);
  }
  const [found, ...others] = things.filter((thing) => mayBe(thing, arn));
  return others.length === 0 ? found : undefined;
}

/** Whether two ARNs are the same but for a place that the stack of the first does not know. */
function mayBe({ arn, resource: { template: { place: { region, account } } } }: WithArn, other: Text): boolean {
  const [ours, theirs] = [arn, other].map((one) => one.split(':'));
  return ours?.length === theirs?.length && ours?.every((part, index) => part.key === theirs![index].key
    || (index === 1 && region === undefined) || (index === 3 && region === undefined) || (index === 4 && account === undefined)) === true;
}
