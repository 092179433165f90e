import { Exports } from './exports';

/** What every application prints last. */
export const LOADED = 'every name is loaded';

/** An application in CommonJS. */
export function commonJs(names: Exports): string {
  return `const { ${names.values.join(', ')} } = require('cdk-mwaa-iam');
const library = require('cdk-mwaa-iam');
const { App, Stack, assertions, aws_s3: s3 } = require('aws-cdk-lib');
${body(names)}`;
}

/** An application as an ES module, which names all that it imports. */
export function esModule(names: Exports): string {
  return `import { ${names.values.join(', ')} } from 'cdk-mwaa-iam';
import * as library from 'cdk-mwaa-iam';
import { App, Stack, assertions, aws_s3 as s3 } from 'aws-cdk-lib';
${body(names)}`;
}

/** The same in TypeScript, which names the types as well. */
export function typeScript(names: Exports): string {
  return `import type { ${names.types.join(', ')} } from 'cdk-mwaa-iam';
${esModule(names)}
export type Types = [${names.types.join(', ')}];
`;
}

/** Looks for every name, and defines a role. */
function body({ values }: Exports): string {
  return `
const found = Object.keys(library);
const missing = Object.entries({ ${values.join(', ')} }).filter(([name, value]) => typeof value !== 'function' || !found.includes(name));
if (missing.length > 0) {
  throw new Error('not exported: ' + missing.map(([name]) => name).join(', '));
}
const stack = new Stack(new App(), 'Airflow');
new MwaaExecutionRole(stack, 'Role', {
  environmentName: 'research',
  sourceBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'research-dags'),
});
assertions.Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 1);
console.log('${LOADED}');
`;
}
