import { MwaaExecutionPolicy, MwaaExecutionRole } from '../src';
import { documented, documentedTrust, withoutPublicAccessBlock } from './documented';
import { appWith, BUCKETS, ENVIRONMENT, idsOf, KEYS, MINIMIZE, stackFor, VALUES } from './shapes';
import { CHINA, COMMERCIAL, DeployedApp, Deployment, GOVCLOUD } from './template';

// The promise of the package: what a template says, once its intrinsics are evaluated, is what AWS publishes.

const DEPLOYMENTS = [COMMERCIAL, CHINA, GOVCLOUD];
const OWNED = 'execution-policy-aws-owned-key';
const MANAGED = 'execution-policy-customer-managed-key';

const shapes = DEPLOYMENTS.flatMap((deployment) => [true, false].flatMap((concrete) => MINIMIZE.flatMap((minimize) =>
  Object.keys(BUCKETS).flatMap((bucket) => [undefined, ...Object.keys(KEYS)].map((key) =>
    ({ deployment, concrete, minimize, bucket, key }))))));

describe.each(shapes)(
  '$deployment.partition, concrete: $concrete, minimizePolicies: $minimize, $bucket, $key',
  ({ deployment, concrete, minimize, bucket, key }) => {
    const published = documented(key === undefined ? OWNED : MANAGED, { ...deployment, ...VALUES });

    test('the role', () => {
      const { deployed } = deploy({ deployment, concrete, minimize, bucket, key });

      const role = deployed.single('AWS::IAM::Role');
      expect(role.Policies).toEqual([{ PolicyName: 'MwaaExecutionPolicy', PolicyDocument: published }]);
      expect(role.AssumeRolePolicyDocument).toEqual(documentedTrust(ENVIRONMENT, deployment));
      expect(deployed.properties('AWS::IAM::Policy')).toEqual([]);
    });

    test('the role without the public access block', () => {
      const { deployed } = deploy({ deployment, concrete, minimize, bucket, key, accountPublicAccessBlock: false });

      const others = withoutPublicAccessBlock(published, deployment);
      expect(others.Statement).toHaveLength(8);
      expect(deployed.single('AWS::IAM::Role').Policies[0].PolicyDocument).toEqual(others);
    });

    test('the policy for an existing role', () => {
      const { deployed } = deploy({ deployment, concrete, minimize, bucket, key, existingRole: true });

      expect(deployed.single('AWS::IAM::ManagedPolicy').PolicyDocument).toEqual(published);
    });
  },
);

test.each(DEPLOYMENTS)('without confused deputy protection the trust policy is the published one in $partition', (deployment) => {
  for (const minimize of MINIMIZE) {
    const { deployed } = deploy({ deployment, concrete: false, minimize, bucket: 'L2 bucket', confusedDeputyProtection: false });
    expect(deployed.single('AWS::IAM::Role').AssumeRolePolicyDocument).toEqual(documented('trust-policy', deployment));
  }
});

describe.each(['L2 key', 'L1 key'])('the policy of an %s', (key) => {
  test.each(DEPLOYMENTS)('ends with the published statement in $partition', (deployment) => {
    for (const concrete of [true, false]) {
      const { deployed } = deploy({ deployment, concrete, minimize: false, bucket: 'L2 bucket', key });
      const { Statement: statements } = deployed.single('AWS::KMS::Key').KeyPolicy;
      expect(statements).toHaveLength(2);
      expect(statements[1]).toEqual(documented('key-policy-logs-statement', deployment));
    }
  });

  test('says the same under minimizePolicies, where CDK sorts the actions of a key policy', () => {
    const { deployed } = deploy({ deployment: COMMERCIAL, concrete: true, minimize: true, bucket: 'L2 bucket', key });
    const statement = deployed.single('AWS::KMS::Key').KeyPolicy.Statement[1];
    const published = documented('key-policy-logs-statement', COMMERCIAL);
    expect({ ...statement, Action: [...statement.Action].sort() }).toEqual({ ...published, Action: [...published.Action].sort() });
  });
});

interface Shape {
  readonly deployment: Deployment;
  readonly concrete: boolean;
  readonly minimize: boolean;
  readonly bucket: string;
  readonly key?: string;
  readonly accountPublicAccessBlock?: boolean;
  readonly confusedDeputyProtection?: boolean;
  readonly existingRole?: boolean;
}

function deploy({ deployment, concrete, minimize, bucket, key, existingRole, ...props }: Shape) {
  const app = appWith(minimize);
  const stack = stackFor(app, concrete, deployment);
  const options = {
    environmentName: ENVIRONMENT,
    sourceBucket: BUCKETS[bucket](stack),
    kmsKey: key === undefined ? undefined : KEYS[key](stack, deployment),
    ...props,
  };
  if (existingRole) {
    new MwaaExecutionPolicy(stack, 'Policy', options);
  } else {
    new MwaaExecutionRole(stack, 'Role', options);
  }
  return { deployed: new DeployedApp(app, deployment, idsOf(stack)) };
}
