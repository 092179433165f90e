import { readFileSync } from 'fs';
import { join } from 'path';
import { Deployment } from './template';

/** A document as AWS publishes it, its placeholders filled in for a deployment. */
export function documented(name: string, values: Deployment & DocumentedValues): any {
  const published = readFileSync(join(__dirname, 'documented', `${name}.json`), 'utf-8');
  const filled = published
    .replaceAll('arn:aws:', `arn:${values.partition}:`)
    .replaceAll('{your-region}', values.region)
    .replaceAll('{your-account-id}', values.account)
    .replaceAll('{your-environment-name}', values.environmentName ?? '{none}')
    .replaceAll('{your-s3-bucket-name}', values.bucketName ?? '{none}')
    .replaceAll('{your-kms-cmk-id}', values.keyId ?? '{none}');
  if (filled.includes('{your-')) {
    throw new Error(`${name}.json has a placeholder that no value fills`);
  }
  return JSON.parse(filled);
}

/** What the published documents leave to the reader. */
export interface DocumentedValues {
  readonly environmentName?: string;
  readonly bucketName?: string;
  readonly keyId?: string;
}
