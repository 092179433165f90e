import { App, aws_iam as iam, aws_mwaa as mwaa, aws_s3 as s3, aws_sqs as sqs, aws_ssm as ssm, CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { comesAfter } from '../src/creation-order';

let app: App;
let stack: Stack;
let environment: mwaa.CfnEnvironment;
beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'Stack');
  environment = new mwaa.CfnEnvironment(stack, 'Environment', { name: 'my-env' });
});

const policy = (resource = 'arn', scope = stack) => new iam.CfnManagedPolicy(scope, 'Policy', { policyDocument: { Statement: [{ Resource: resource }] } });

describe('comes after the environment:', () => {
  test.each<[string, () => CfnResource]>([
    ['the environment itself', () => environment],
    ['what refers to it', () => policy(environment.attrArn)],
    ['what refers to something that refers to it', () => policy(new ssm.StringParameter(stack, 'Url', { stringValue: environment.attrWebserverUrl }).parameterArn)],
    ['what refers to something in a nested stack that refers to it', () => {
      const url = new ssm.StringParameter(new NestedStack(stack, 'Nested'), 'Url', { stringValue: environment.attrWebserverUrl });
      return policy(url.parameterArn);
    }],
    ['what depends on it', () => {
      const it = policy();
      it.node.addDependency(environment);
      return it;
    }],
    ['what depends on it as CloudFormation writes it', () => {
      const it = policy();
      it.addDependency(environment);
      return it;
    }],
    ['what is in a construct that depends on it', () => {
      const queue = new sqs.Queue(stack, 'Queue');
      queue.node.addDependency(environment);
      return policy(queue.queueArn);
    }],
    ['what is in a stack that refers to it', () => {
      const other = new Stack(app, 'Other');
      new ssm.StringParameter(other, 'Url', { stringValue: environment.attrWebserverUrl });
      return policy('arn', other);
    }],
    ['what is in a stack that depends on its stack', () => {
      const other = new Stack(app, 'Other');
      other.addDependency(stack);
      return policy('arn', other);
    }],
    ['what is in a stack that depends on one that refers to it', () => {
      const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
      new ssm.StringParameter(first, 'Url', { stringValue: environment.attrWebserverUrl });
      return policy(new s3.Bucket(first, 'Bucket').bucketArn, second);
    }],
  ])('%s', (_what, define) => {
    expect(comesAfter(define(), environment)).toBe(true);
  });
});

describe('does not come after the environment:', () => {
  test.each<[string, () => CfnResource]>([
    ['what has nothing to do with it', () => policy()],
    ['what refers to something else', () => policy(new s3.Bucket(stack, 'Bucket').bucketArn)],
    ['what it refers to', () => {
      const bucket = new s3.CfnBucket(stack, 'Bucket');
      environment.sourceBucketArn = bucket.attrArn;
      return bucket;
    }],
    ['what is in another stack', () => policy('arn', new Stack(app, 'Other'))],
    ['what is in a stack that its own needs', () => {
      const other = new Stack(app, 'Other');
      environment.sourceBucketArn = new s3.CfnBucket(other, 'Bucket').attrArn;
      return policy('arn', other);
    }],
    ['what is in a stack around one that refers to it', () => {
      const other = new Stack(app, 'Other');
      new ssm.StringParameter(new Stack(other, 'Inner'), 'Url', { stringValue: environment.attrWebserverUrl });
      return policy('arn', other);
    }],
    ['what refers to a parameter', () => policy(new CfnParameter(stack, 'Arn').valueAsString)],
    ['a resource of a type that CDK does not know', () => new CfnResource(stack, 'Custom', { type: 'Custom::Thing' })],
    ['what is in a circle without it', () => {
      const [one, two] = ['One', 'Two'].map((id) => new s3.CfnBucket(stack, id));
      one.bucketName = two.ref;
      two.bucketName = one.ref;
      return one;
    }],
  ])('%s', (_what, define) => {
    expect(comesAfter(define(), environment)).toBe(false);
  });
});
