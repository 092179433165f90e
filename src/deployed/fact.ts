/** A file that was given, with what it holds. */
export interface GivenFile {
  readonly file: string;
  /** As it is. */
  readonly text: string;
  /** As data. Absent: the text is no data. */
  readonly value?: unknown;
}

/** What a file says of a thing of the account, in the words of CloudFormation. */
export interface Fact {
  readonly type: string;
  /** The name or the ARN of the thing. Absent: the file does not say. */
  readonly of?: string;
  readonly properties: Readonly<Record<string, any>>;
}

/** A file that cannot be used. Its message is a sentence with the name of the file. */
export class UnusableDescription extends Error {}

export const ENVIRONMENT = 'AWS::MWAA::Environment';
export const WORKFLOW = 'AWS::MWAAServerless::Workflow';
export const ROLE = 'AWS::IAM::Role';
export const POLICY = 'AWS::IAM::ManagedPolicy';
export const KEY = 'AWS::KMS::Key';
export const BUCKET = 'AWS::S3::Bucket';
export const BUCKET_POLICY = 'AWS::S3::BucketPolicy';
