import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { MINIMIZE, appWith } from './shapes';
import { PublishedDocument } from '../src/published-document';

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

test('toJSON is the whole document', () => {
  const document = new PublishedDocument(PUBLISHED);
  document.addStatements(added());
  expect(document.toJSON()).toEqual({ Version: '2012-10-17', Statement: [...PUBLISHED, { Effect: 'Allow', Action: 's3:d', Resource: '*' }] });
});

test('is never empty', () => {
  expect(new PublishedDocument(PUBLISHED).isEmpty).toBe(false);
});
