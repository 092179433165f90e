import { OpenValue, Text } from '../../iam/text';

/** What parameters are, and how comparisons come out. */
export interface Choice {
  readonly values: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, boolean>;
}

/** What a condition depends on. */
interface Asked {
  readonly id: string;
  readonly compared?: readonly [Text, Text];
}

export const NO_CHOICE: Choice = { values: new Map(), answers: new Map() };

/**
 * Every way to choose what conditions depend on: a parameter is its default, one of its allowed values, one of the texts it
 * is compared with, or something else; what else there is comes out both ways. So many ways at most; what is beyond stays
 * open.
 */
export function choicesFor(questions: Iterable<Asked>, most: number): Choice[] {
  let choices: Choice[] = [NO_CHOICE];
  for (const ways of waysOf([...questions])) {
    if (choices.length * ways.length <= most) {
      choices = choices.flatMap((choice) => ways.map((way) => ({
        values: new Map([...choice.values, ...way.values]),
        answers: new Map([...choice.answers, ...way.answers]),
      })));
    }
  }
  return choices;
}

function waysOf(questions: Asked[]): Choice[][] {
  const compared = new Map<string, { readonly parameter: OpenValue; readonly texts: Map<string, string> }>();
  const others: Choice[][] = [];
  for (const { id, compared: texts } of questions) {
    const [parameter, text] = texts === undefined ? [] : parameterAndText(...texts) ?? parameterAndText(texts[1], texts[0]) ?? [];
    if (parameter === undefined || text === undefined) {
      others.push([true, false].map((answer) => ({ values: new Map(), answers: new Map([[id, answer]]) })));
    } else {
      const known = compared.get(parameter.id) ?? { parameter, texts: new Map() };
      compared.set(parameter.id, { parameter, texts: new Map([...known.texts, [text, id]]) });
    }
  }
  return [...[...compared.values()].map(({ parameter, texts }) => waysOfParameter(parameter, texts)), ...others];
}

/** The texts that a parameter is compared with lead to the questions that they answer. */
function waysOfParameter({ id, usually, oneOf }: OpenValue, texts: Map<string, string>): Choice[] {
  const answers = (value?: string) => new Map([...texts].map(([text, question]) => [question, text === value]));
  const values = new Set([...(usually === undefined ? [] : [usually]), ...oneOf ?? texts.keys()]);
  const ways: Choice[] = [...values].map((value) => ({ values: new Map([[id, value]]), answers: answers(value) }));
  return oneOf === undefined ? [...ways, { values: new Map(), answers: answers() }] : ways;
}

function parameterAndText(one: Text, { literal }: Text): [OpenValue, string] | undefined {
  const [parameter] = one.openValues;
  return literal !== undefined && one.parts.length === 1 && parameter?.kind === 'chosen' ? [parameter, literal] : undefined;
}

/**
 * Values to try for the parameters of texts: each its default; then, one by one, each of the values that are allowed for it.
 */
export function valuesToTry(open: Iterable<OpenValue>): ReadonlyMap<string, string>[] {
  const parameters = new Map([...open].filter(({ usually, oneOf }) => usually !== undefined || oneOf !== undefined).map((one) => [one.id, one]));
  const usual = new Map([...parameters.values()].filter(({ usually }) => usually !== undefined).map(({ id, usually }) => [id, usually!]));
  const others = [...parameters.values()].flatMap(({ id, usually, oneOf = [] }) =>
    oneOf.filter((value) => value !== usually).map((value) => new Map([...usual, [id, value]])));
  return parameters.size === 0 ? [] : [usual, ...others];
}
