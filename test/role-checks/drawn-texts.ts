import * as fc from 'fast-check';

/** How texts of a drawn template are put together: with open values, or all written out. */
export interface Pieces {
  readonly partitions: string[];
  readonly regions: string[];
  readonly accounts: string[];
  readonly names: string[];
  readonly buckets: string[];
}

/** What people write in templates for anywhere, and what they should not. */
export const OPEN: Pieces = {
  partitions: ['${AWS::Partition}', 'aws'],
  regions: ['${AWS::Region}', '${AWS::Region}', 'eu-west-1', 'us-east-1', 'eu-*', '*', '??-west-1', 'cn-north-1', '${One}', '${Usual}'],
  accounts: ['${AWS::AccountId}', '${AWS::AccountId}', '111122223333', '444455556666', '*', '1111*', '${Account}', '${One}', '${Usual}'],
  names: [
    'my-env', '${Name}', '${AWS::StackName}', '${AWS::StackName}-a', 'my-${Name}', 'env-${AWS::Region}', '${Usual}', '${One}', '${One}-${Usual}', '${Shared}',
  ],
  buckets: [
    'dags', '${Bucket}', 'dags-${AWS::AccountId}', 'dags-${AWS::AccountId}-eu', 'dags-${AWS::Region}', '${AWS::StackName}-dags', '${Dags}', '${Shared}',
    'dags-eu-*', 'dags-eu-west-1', 'dags-${One}',
  ],
};

/** The same, written out. */
export const WRITTEN_OUT: Pieces = {
  partitions: ['aws', 'aws', '*', 'aws-cn', 'a?s'],
  regions: ['eu-west-1', 'eu-west-1', 'us-east-1', 'eu-*', '*', 'eu-west-?', ''],
  accounts: ['111122223333', '111122223333', '444455556666', '*', '1111*', ''],
  names: ['my-env', 'my-env', 'my-env-a', 'my-*', '*', 'my-en', 'my-env*'],
  buckets: ['dags', 'dags', 'dags-eu', 'dags*', '*dags', '*'],
};

/** What an environment and its bucket are called. */
export interface Names {
  readonly name: string;
  readonly bucket: string;
}

/** A text with intrinsics as a template has it. */
export function sub(text: string): unknown {
  return !text.includes('${') ? text : { 'Fn::Sub': text.includes('${Shared}') ? [text, { Shared: { 'Fn::ImportValue': 'shared' } }] : text };
}

/** A statement with its placeholders filled in: mostly all with what the environment has, or the same everywhere. */
export function filled(statement: any, pieces: Pieces, { name, bucket }: Names): fc.Arbitrary<unknown> {
  const mostly = <T>(usual: T, others: T[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  return fc.record({
    p: mostly(pieces.partitions[0], pieces.partitions),
    r: mostly(pieces.regions[0], pieces.regions),
    a: mostly(pieces.accounts[0], pieces.accounts),
    n: mostly(name, pieces.names),
    b: mostly(bucket, pieces.buckets),
    k: fc.constant('k'),
    tail: mostly(undefined as string | undefined, ['*', '']),
  }).map((values: Record<string, string | undefined>) => JSON.parse(JSON.stringify(statement), (key, value) => {
    if (typeof value !== 'string' || !value.includes('<')) {
      return value;
    }
    if (value.includes('key/<k>')) {
      return { 'Fn::GetAtt': ['Key', 'Arn'] };
    }
    const text = value.replace(/<([a-z])>/g, (_, letter) => values[letter]!);
    return sub(values.tail === undefined || key === 'aws:SourceAccount' ? text : text.replace(/\*$/, values.tail));
  }));
}
