import { BUCKET, BUCKET_POLICY, KEY, POLICY, ROLE } from './fact';
import { nameIn, Thing } from './things';
import { grouped } from '../role-checks/subject/lookup';
import { Template } from '../role-checks/template/template';

/** A property that no file tells: the checks take it for a value that only a deployment knows. */
const untold = (what: string, { name }: Thing) => ({ Ref: `${what} of ${name}` });

/** How a template has what files say, by type. What is not here, it has as AWS describes it. */
const PROPERTIES: Record<string, (thing: Thing) => Record<string, unknown>> = {
  [ROLE]: (role) => {
    const { PolicyNames, Policies = [], ManagedPolicyArns } = role.properties;
    const told = Policies.map(({ PolicyName }: any) => PolicyName);
    const isComplete = PolicyNames?.every((name: string) => told.includes(name)) === true;
    return {
      RoleName: role.name,
      Path: pathOf(role),
      Policies: isComplete ? Policies : [...Policies, untold('inline policies', role)],
      ManagedPolicyArns: ManagedPolicyArns ?? [untold('attached policies', role)],
    };
  },
  [POLICY]: (policy) => ({ ManagedPolicyName: policy.name, Path: pathOf(policy) }),
  [KEY]: (key) => ({ KeyId: key.name, KeyPolicy: key.properties.KeyPolicy ?? untold('policy', key) }),
  [BUCKET]: (bucket) => ({
    BucketName: bucket.name, VersioningConfiguration: bucket.properties.VersioningConfiguration ?? { Status: untold('versioning', bucket) },
  }),
  [BUCKET_POLICY]: ({ name }) => ({ Bucket: name }),
};

/** What files have to tell of a thing, beside its ARN, before anything is to be said of it. */
const FIRST: Record<string, string> = { [ROLE]: 'AssumeRolePolicyDocument', [POLICY]: 'PolicyDocument' };

/**
 * The things that files describe, as templates of the place where each is. A template for each file and type, so that things
 * are called there as they are called in the account.
 */
export function templatesOf(things: Iterable<Thing>): Template[] {
  const told = [...things].filter(isTold);
  const [region, account] = [3, 4].map((part) => told.map(({ arn }) => arn?.split(':')[part]).find((name) => name !== '' && name !== AWS));
  const ofAws = new Set(told.filter(({ properties }) => properties.KeyManager === 'AWS').map(({ name }) => name));
  const groups = grouped(told, ({ type, file, arn }) => JSON.stringify([type, file, arn?.split(':').slice(3, 5)]));
  return [...groups].map(([key, group]) => {
    const [{ file, arn }] = group;
    const [, , , ownRegion, ownAccount] = arn?.split(':') ?? [];
    const resources = group.map((thing) => [thing.name, {
      Type: thing.type, Properties: { ...thing.properties, ...PROPERTIES[thing.type]?.(thing), ...withoutKeyOf(thing, ofAws) },
    }]);
    const place = { key, path: file!, region: ownRegion || region, account: ownAccount || account };
    return new Template({ Resources: Object.fromEntries(resources) }, place);
  });
}

/** A key that AWS manages is not the customer's: to MWAA it is as if the environment named none. */
function withoutKeyOf(environment: Thing, ofAws: ReadonlySet<string>) {
  return ofAws.has(nameIn(String(environment.properties.KmsKey))) ? { KmsKey: undefined } : {};
}

/** What stands for an account in the ARNs of policies that AWS manages. */
const AWS = 'aws';

function isTold({ type, arn, file, properties }: Thing): boolean {
  return file !== undefined && (FIRST[type] === undefined || (arn !== undefined && properties[FIRST[type]] !== undefined));
}

/** What an ARN of IAM has between the kind of the thing and its name. */
function pathOf({ arn, name }: Thing): string {
  const resource = arn!.split(':').at(-1)!;
  return resource.slice(resource.indexOf('/'), resource.length - name.length);
}
