import { DefinedKey } from './defined-key';
import { documentOf } from '../../../iam/statement';
import { Text } from '../../../iam/text';
import { Reading } from '../../template/reading';
import { Template } from '../../template/template';
import { ByArn, resourcesByArn, WithArn } from '../lookup';

/** The customer managed keys that templates define, and their aliases. */
export class Keys {
  private readonly byArn: ByArn<WithArn>;
  private targets?: ReadonlyMap<string, unknown>;

  constructor(private readonly reading: Reading) {
    this.byArn = resourcesByArn('AWS::KMS::Key', reading);
  }

  /** The key with an ARN, seen from a template. */
  public withArn(arn: Text, user: Template): DefinedKey | undefined {
    const key = this.byArn.named(arn, user)?.resource;
    if (key === undefined) {
      return undefined;
    }
    const properties = this.reading.properties(key);
    return { ...key, properties, policy: documentOf(properties.KeyPolicy ?? {}) };
  }

  /** The name of a key, for one of its aliases that a template defines, or else the same name. */
  public behind(name: Text): Text {
    this.targets ??= new Map(this.reading.resourcesOf('AWS::KMS::Alias').map((alias) => this.reading.properties(alias))
      .flatMap(({ AliasName, TargetKeyId }) => (AliasName instanceof Text ? [[AliasName.key, TargetKeyId] as const] : [])).reverse());
    const target = this.targets.get(name.key);
    return target instanceof Text ? target : name;
  }
}
