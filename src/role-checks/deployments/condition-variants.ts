import { canonical } from '../evaluation/text';
import { Assembly } from '../template/assembly';

/** One way in which the conditions of an app's templates may come out. */
export interface Variant {
  readonly assembly: Assembly;
  /** How its conditions come out, as a message says it. Empty where there are none. */
  readonly when: string;
}

/** Whether a condition is true; `undefined` where that is left open. */
type Truth = (condition: unknown) => boolean | undefined;

const POLICY_TYPES = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'];
const TYPES = [...POLICY_TYPES, 'AWS::MWAA::Environment', 'AWS::IAM::Role', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::CloudFormation::Stack'];

/** So many environments are looked at, one in two variants counting twice; conditions beyond that are left open. */
const MOST = 256;

/**
 * The ways in which an app may be deployed, as far as its conditions decide them: each with its templates as they are
 * then, every `Fn::If` in the place of the branch that it comes to, and without the resources that are left out.
 *
 * What two conditions compare is taken to be independent, so that there may be variants that never happen, and none is
 * missing.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
 */
export function variantsOf(assembly: Assembly): Variant[] {
  const environments = assembly.templates.flatMap((template) => template.idsOf('AWS::MWAA::Environment')).length;
  const used = assembly.templates.flatMap(({ body, place }) => conditionsIn(body).map((condition) => ({ condition, body, path: place.path })));
  const questions = new Set<string>();
  used.forEach(({ condition, body, path }) => truth(condition, body.Conditions, (question) => {
    questions.add(`${path} ${question}`);
    return undefined;
  }));
  const asked = [...questions].filter((_, index) => environments * 2 ** (index + 1) <= MOST);
  if (environments === 0 || questions.size === 0) {
    return [{ assembly, when: '' }];
  }
  return Array.from({ length: 2 ** asked.length }, (_, number) => {
    const answers = new Map(asked.map((question, index) => [question, Math.floor(number / 2 ** index) % 2 === 0]));
    const truthIn = (body: any, path: string): Truth => (condition) =>
      truth(condition, body.Conditions, (question) => answers.get(`${path} ${question}`));
    const outcomes = used.map(({ condition, body, path }) => ({ condition, outcome: truthIn(body, path)(condition) }))
      .filter(({ outcome }) => outcome !== undefined).map(({ condition, outcome }) => `${condition} is ${outcome}`);
    return { assembly: assembly.rewritten((body, path) => decided(body, truthIn(body, path))), when: [...new Set(outcomes)].join(' and ') };
  });
}

/** Whether a condition is true, by what it compares in the end. */
function truth(expression: any, conditions: any, answer: (question: string) => boolean | undefined): boolean | undefined {
  if (typeof expression === 'string' && conditions?.[expression] !== undefined) {
    // Without itself: a condition that leads back to itself is like one that there is not.
    return truth(conditions[expression], { ...conditions, [expression]: undefined }, answer);
  }
  const [name, argument] = Object.entries<any>(expression ?? {}).flat();
  const parts = () => [argument].flat().map((part) => truth(part, conditions, answer));
  switch (name) {
    case 'Condition': return truth(String(argument), conditions, answer);
    case 'Fn::Not': return opposite(parts()[0]);
    case 'Fn::And': return all(parts());
    case 'Fn::Or': return opposite(all(parts().map(opposite)));
    default: return answer(canonical(expression));
  }
}

function opposite(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function all(values: (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) {
    return false;
  }
  return values.includes(undefined) ? undefined : true;
}

/** The conditions that decide what the environments of a template, their roles and their keys are like. */
function conditionsIn(body: any): string[] {
  const resources = Object.values<any>(body.Resources ?? {}).filter((resource) => TYPES.includes(resource?.Type));
  const conditions = new Set<string>();
  const search = (value: unknown) => {
    for (const [key, item] of typeof value === 'object' ? Object.entries(value ?? {}) : []) {
      if (key === 'Fn::If') {
        conditions.add(String([item].flat()[0]));
      }
      search(item);
    }
  };
  [...resources, ...Object.values<any>(body.Outputs ?? {})].forEach((piece) => {
    if (typeof piece?.Condition === 'string') {
      conditions.add(piece.Condition);
    }
    search(piece);
  });
  return [...conditions];
}

/** A template as it is when its conditions come out so. */
function decided(body: any, isTrue: Truth): any {
  const kept = (pieces: any) => Object.fromEntries(Object.entries<any>(pieces ?? {})
    .filter(([, piece]) => typeof piece?.Condition !== 'string' || isTrue(piece.Condition) !== false)
    .map(([id, piece]) => [id, chosen(maybeThere(piece), isTrue)]));
  return { ...body, Resources: kept(body.Resources), Outputs: kept(body.Outputs) };
}

/** A policy with a condition says what it says where that is true, and nothing that could be known where that is left open. */
function maybeThere(resource: any): any {
  const { Type, Condition, Properties } = resource ?? {};
  return POLICY_TYPES.includes(Type) && typeof Condition === 'string'
    ? { ...resource, Properties: { ...Properties, PolicyDocument: { 'Fn::If': [Condition, Properties?.PolicyDocument] } } }
    : resource;
}

function chosen(value: any, isTrue: Truth): any {
  if (Array.isArray(value)) {
    return value.map((item) => chosen(item, isTrue));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [condition, yes, no] = [value['Fn::If'] ?? []].flat();
  const outcome = condition === undefined ? undefined : isTrue(String(condition));
  return outcome === undefined
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, chosen(item, isTrue)]))
    : chosen(outcome ? yes : no, isTrue);
}
