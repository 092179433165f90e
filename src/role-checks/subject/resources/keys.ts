import { DefinedKey } from './defined-key';
import { Text } from '../../../iam/text';
import { Place } from '../../deployments/deployment';
import { Reading } from '../../template/reading';
import { aliasArn } from '../../template/resource-arns';
import { Template } from '../../template/template';
import { documentFrom, mayHaveMore } from '../../template/written-later';
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
    return { ...key, properties, policy: documentFrom(properties.KeyPolicy, mayHaveMore(key)) };
  }

  /** The name of a key, for one of its aliases that a template defines, or else the same name. A name without an ARN is of a place. */
  public behind(name: Text, place: Place): Text {
    this.targets ??= new Map(this.reading.resourcesOf('AWS::KMS::Alias').flatMap((alias) => {
      const { AliasName, TargetKeyId } = this.reading.properties(alias);
      return AliasName instanceof Text ? [[aliasArn(this.reading.location(alias), AliasName).key, TargetKeyId] as const] : [];
    }).reverse());
    const target = this.targets.get(name.key) ?? this.targets.get(aliasArn(place, name).key);
    return target instanceof Text ? target : name;
  }
}
