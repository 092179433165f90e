import { DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The constructs that a value of a template refers to, at any depth. */
export function referencedConstructs(scope: IConstruct, value: unknown): Set<IConstruct> {
  const resolver = new ReferenceCollector();
  Tokenization.resolve(value, { scope, resolver, preparing: true });
  return resolver.targets;
}

/** The construct that a value is an attribute of, if the value is a reference and nothing else. */
export function referenceTarget(value: string): IConstruct | undefined {
  const token = Tokenization.reverse(value, { failConcat: false });
  return token !== undefined && Reference.isReference(token) ? token.target : undefined;
}

/** Whether the deployment chooses between values of a template, by a condition or a map. */
export function isChosen(json: unknown): boolean {
  return /"Fn::(If|FindInMap)"/.test(JSON.stringify([json]));
}

/** The path of the construct that the user has defined, whose resource a construct may be. */
export function definedPath({ node }: IConstruct): string {
  return node.id === 'Resource' ? node.scope!.node.path : node.path;
}

class ReferenceCollector extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (Reference.isReference(token)) {
      this.targets.add(token.target);
    }
    return super.resolveToken(token, context, postProcessor);
  }
}
