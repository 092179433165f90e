import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { aws_s3 as s3, aws_s3_deployment as deployment, aws_servicecatalog as servicecatalog, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { broken, BUCKET_ARN, ENV, environment, foundIn, handWritten, newApp, pasted, pastedTrust, reported, shortly, template, without } from './shapes';

/** A product of the Service Catalog with an environment of which the role lacks something. */
class Product extends servicecatalog.ProductStack {
  constructor(scope: Construct) {
    super(scope, 'Product');
    environment(this, handWritten(this, pasted('aws-owned-key', without('sqs:SendMessage'))).attrArn);
  }
}

function catalogWith(stack: Stack, cloudFormationTemplate: servicecatalog.CloudFormationTemplate) {
  return new servicecatalog.CloudFormationProduct(stack, 'Offer', { productName: 'airflow', owner: 'me', productVersions: [{ cloudFormationTemplate }] });
}

test('an environment in a product of the Service Catalog is looked at', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env: ENV });
  catalogWith(stack, servicecatalog.CloudFormationTemplate.fromProductStack(new Product(stack)));
  expect(broken(app)).toEqual(['missingPermission Role']);
});

/** A template in a file of its own. */
function fileWith(name: string, content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'mwaa-product-')), name);
  writeFileSync(file, content);
  return file;
}

describe('a template that is an asset', () => {
  const found = (name: string, content: string) => {
    const app = newApp();
    const stack = new Stack(app, 'Stack', { env: ENV });
    catalogWith(stack, servicecatalog.CloudFormationTemplate.fromAsset(fileWith(name, content)));
    return reported(app).violations.map(({ ruleName, description }) => [ruleName.replace('cdk-mwaa-iam::', ''), description.replace(/[0-9a-f]{64}/, '<hash>')]);
  };

  test('is looked at', () => {
    expect(found('t.json', JSON.stringify(template({ role: { Policies: [] } }))).map(([rule]) => rule)).toEqual([...Array(7).fill('missingPermission'), 'accountPublicAccessBlock']);
  });

  test.each<[string, string]>([
    ['yaml', 'Resources: {E: {Type: AWS::MWAA::Environment}}'],
    ['json', '// With a comment\n{"Resources": {"E": {"Type": "AWS::MWAA::Environment"}}}'],
  ])('and not JSON is named: %s', (extension, content) => {
    expect(found(`t.${extension}`, content))
      .toEqual([['notChecked', `not checked: the environments of the template asset.<hash>.${extension}, which is not JSON`]]);
  });

  test.each<[string, string, string]>([
    ['without an environment', 't.yaml', 'Resources: {}'],
    ['that is JSON of something else', 't.json', '[]'],
    ['that is JSON with comments', 't.json', '{ // of a compiler\n}'],
    ['that is empty', 't.json', ''],
    ['of several documents', 't.json', '{}\n{}'],
    ['with a byte order mark', 't.json', '\uFEFF{}'],
    ['that is large JSON', 't.json', `{"Resources": {"E": {"Type": "AWS::MWAA::Environment"}}}${' '.repeat(2 ** 20)}`],
    ['of a program that names the type', 't.py', 'AWS::MWAA::Environment'],
    ['that is larger than templates are', 't.yaml', `AWS::MWAA::Environment${' '.repeat(2 ** 20)}`],
  ])('%s is left alone', (_, name, content) => {
    expect(found(name, content)).toEqual([]);
  });
});

describe('a loop', () => {
  const loop = (Type: string) => ({ 'Fn::ForEach::Each': ['Name', ['a', 'b'], { 'Thing${Name}': { Type, Properties: {} } }] });

  test('that makes environments is a note', () => {
    const [{ severity, description, at }, ...others] = foundIn({ Resources: loop('AWS::MWAA::Environment') });
    expect([severity, description, at.logicalId, others]).toEqual(['info', 'not checked: the environments that Fn::ForEach::Each makes at deployment', 'Fn::ForEach::Each', []]);
  });

  test('that makes roles beside an environment is a note', () => {
    expect(foundIn(template({ resources: loop('AWS::IAM::Role') as any })).map(({ description }) => description))
      .toEqual(['not checked: the roles that Fn::ForEach::Each makes at deployment']);
  });

  test.each<[string, object]>([
    ['that makes roles for others', { Resources: loop('AWS::IAM::Role') }],
    ['that makes something else', template({ resources: loop('AWS::S3::Bucket') as any })],
  ])('%s is right', (_, body) => {
    expect(foundIn(body)).toEqual([]);
  });
});

test('a note on an asset can be acknowledged', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const offer = catalogWith(stack, servicecatalog.CloudFormationTemplate.fromAsset(fileWith('t.yaml', 'AWS::MWAA::Environment')));
  Validations.of(offer).acknowledge({ id: 'cdk-mwaa-iam::notChecked', reason: 'known' });
  expect(broken(app)).toEqual([]);
});

test('the bucket of a deployment is the bucket', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const bucket = s3.Bucket.fromBucketArn(stack, 'Bucket', BUCKET_ARN);
  const dags = new deployment.BucketDeployment(stack, 'Dags', { sources: [deployment.Source.data('dag.py', '')], destinationBucket: bucket });
  environment(stack, handWritten(stack, pasted('aws-owned-key')).attrArn, { sourceBucketArn: dags.deployedBucket.bucketArn });
  expect(broken(app)).toEqual([]);
});

describe('the name of the service is known in the trust policy', () => {
  const trusting = (...names: string[]) => shortly(foundIn(template({
    role: { AssumeRolePolicyDocument: pastedTrust({ Condition: { StringEquals: { 'aws:PrincipalServiceName': names } } }) },
  })));

  test.each<[string, string[], string[]]>([
    ['both', ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'], []],
    ['one', ['airflow.amazonaws.com'], ['trustPolicy Role']],
  ])('%s', (_, names, rules) => {
    expect(trusting(...names)).toEqual(rules);
  });
});
