import { readFileSync } from 'fs';
import { join } from 'path';
import { Deployment } from './template';

/** Returns a document as AWS publishes it, with its placeholders filled in for a deployment. */
export function documented(name: string, values: Deployment & DocumentedValues): any {
  const published = readFileSync(join(__dirname, 'documented', `${name}.json`), 'utf-8');
  const filled = published
    .replaceAll('arn:aws:', `arn:${values.partition}:`)
    .replaceAll('{your-region}', values.region)
    .replaceAll('{your-account-id}', values.account)
    .replaceAll('{your-environment-name}', values.environmentName ?? '{none}')
    .replaceAll('{your-s3-bucket-name}', values.bucketName ?? '{none}')
    .replaceAll('{your-kms-cmk-id}', values.keyId ?? '{none}')
    .replaceAll('{your-log-group-name}', values.logGroupName ?? '{none}');
  if (filled.includes('{your-')) {
    throw new Error(`${name}.json has a placeholder that no value fills`);
  }
  return JSON.parse(filled);
}

/** Returns the published trust policy with the conditions that AWS recommends against the confused deputy. */
export function documentedTrust(environmentName: string, deployment: Deployment): any {
  const { partition, region, account } = deployment;
  const { Version, Statement: [statement] } = documented('trust-policy', deployment);
  const conditions = {
    ArnLike: { 'aws:SourceArn': `arn:${partition}:airflow:${region}:${account}:environment/${environmentName}` },
    StringEquals: { 'aws:SourceAccount': account },
  };
  return { Version, Statement: [{ ...statement, Condition: conditions }] };
}

/** Returns a published execution policy without the statement on the account's public access block. */
export function withoutPublicAccessBlock(published: any, deployment: Deployment): any {
  const [block] = documented('public-access-block-policy', deployment).Statement;
  return { ...published, Statement: published.Statement.filter((statement: any) => !statement.Action.includes(block.Action)) };
}

/** The values for the placeholders of the published documents. */
export interface DocumentedValues {
  readonly environmentName?: string;
  readonly bucketName?: string;
  readonly keyId?: string;
  readonly logGroupName?: string;
}
