import { App, assertions, aws_iam as iam, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { PublishedDocument } from '../../src/role/published-document';
import { MINIMIZE, appWith } from '../shapes';

const PUBLISHED = [
  { Effect: 'Allow' as const, Action: ['s3:b', 's3:a'], Resource: ['*'] },
  { Effect: 'Allow' as const, Action: 's3:c', Resource: '*' },
];
const added = () => new iam.PolicyStatement({ actions: ['s3:d'], resources: ['*'] });

test.each(MINIMIZE)('renders the statements as published under minimizePolicies %p', (minimize) => {
  const stack = new Stack(appWith(minimize), 'Stack');
  expect(stack.resolve(new PublishedDocument(PUBLISHED))).toEqual({ Version: '2012-10-17', Statement: PUBLISHED });
});

test('statements added later follow, once each', () => {
  const document = new PublishedDocument(PUBLISHED);
  document.addStatements(added(), added());
  const expected = { Version: '2012-10-17', Statement: [...PUBLISHED, { Effect: 'Allow', Action: 's3:d', Resource: '*' }] };

  expect(new Stack(new App(), 'Stack').resolve(document)).toEqual(expected);
  expect(document.statementCount).toBe(4);
});

test.each(MINIMIZE)('statements added later stay apart under minimizePolicies %p', (minimize) => {
  const document = new PublishedDocument(PUBLISHED);
  document.addStatements(added(), new iam.PolicyStatement({ actions: ['s3:a'], resources: ['*'] }));
  expect(new Stack(appWith(minimize), 'Stack').resolve(document).Statement).toHaveLength(4);
});

test('toJSON is the whole document', () => {
  const document = new PublishedDocument(PUBLISHED);
  document.addStatements(added());
  expect(document.toJSON()).toEqual({ Version: '2012-10-17', Statement: [...PUBLISHED, { Effect: 'Allow', Action: 's3:d', Resource: '*' }] });
});

test('is never empty', () => {
  expect(new PublishedDocument(PUBLISHED).isEmpty).toBe(false);
});

describe('what only the deployment knows', () => {
  const withTokens = (stack: Stack) => {
    const bucket = new s3.CfnBucket(stack, 'Bucket').attrArn;
    return [
      PUBLISHED[0],
      { Effect: 'Allow' as const, Action: ['s3:b', 's3:a'], Resource: [bucket, `${bucket}/*`], Condition: { StringEquals: { a: stack.region, b: 'c' } } },
      PUBLISHED[1],
      { Effect: 'Deny' as const, Action: 's3:e', NotResource: bucket },
    ];
  };
  const arn = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
  const rendered = [
    PUBLISHED[0],
    {
      Effect: 'Allow',
      Action: ['s3:b', 's3:a'],
      Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
      Condition: { StringEquals: { a: { Ref: 'AWS::Region' }, b: 'c' } },
    },
    PUBLISHED[1],
    { Effect: 'Deny', Action: 's3:e', NotResource: arn },
  ];

  test('is rendered in its place, member by member, however often', () => {
    const stack = new Stack(new App(), 'Stack');
    const document = new PublishedDocument(withTokens(stack));
    [1, 2].forEach(() => expect(stack.resolve(document)).toEqual({ Version: '2012-10-17', Statement: rendered }));
    expect(stack.resolve(document).Statement.map(Object.keys)).toEqual(rendered.map((statement) => Object.keys(statement)));
  });

  test('is rendered with statements that are added after it was rendered', () => {
    const stack = new Stack(new App(), 'Stack');
    const document = new PublishedDocument(withTokens(stack));
    stack.resolve(document);
    document.addStatements(added());
    expect(stack.resolve(document).Statement).toEqual([...rendered, { Effect: 'Allow', Action: 's3:d', Resource: '*' }]);
  });

  test('follows a resource that is renamed after the document was rendered', () => {
    const stack = new Stack(new App(), 'Stack');
    const document = new PublishedDocument(withTokens(stack));
    stack.resolve(document);
    (stack.node.findChild('Bucket') as s3.CfnBucket).overrideLogicalId('Renamed');
    expect(stack.resolve(document).Statement[3].NotResource).toEqual({ 'Fn::GetAtt': ['Renamed', 'Arn'] });
  });
});

test('an override of the template changes what it names, in this document only', () => {
  const stack = new Stack(new App(), 'Stack');
  const role = (id: string) => new iam.CfnRole(stack, id, {
    assumeRolePolicyDocument: {}, policies: [{ policyName: 'p', policyDocument: new PublishedDocument(PUBLISHED) }],
  });
  role('Changed').addPropertyOverride('Policies.0.PolicyDocument.Statement.1.Resource', 'x');
  role('Kept');
  const { Changed, Kept } = assertions.Template.fromStack(stack).toJSON().Resources;
  expect(Changed.Properties.Policies[0].PolicyDocument.Statement).toEqual([PUBLISHED[0], { ...PUBLISHED[1], Resource: 'x' }]);
  expect(Kept.Properties.Policies[0].PolicyDocument.Statement).toEqual(PUBLISHED);
});
