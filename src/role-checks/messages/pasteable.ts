import { RoleNeeds } from '../subject/needs';
import { textsIn } from '../subject/texts';

/**
 * A statement as JSON to paste. `Fn::Sub` has no name for an import or a piece of a text: where such a value is in a string, the
 * string is a call of `Fn::Sub` with variables.
 */
export function pasteable(statement: object, { needs }: { readonly needs: RoleNeeds }): string {
  const json = JSON.stringify(statement);
  if (!json.includes('${')) {
    return json;
  }
  const calls = new Map(textsIn(needs).flatMap(({ openValues }) => openValues)
    .flatMap(({ name, intrinsic }) => (intrinsic === undefined ? [] : [[`\${${name}}`, intrinsic] as const])));
  return calls.size === 0 ? json : JSON.stringify(statement, (_, value) => {
    const used = typeof value === 'string' ? [...calls].filter(([shown]) => value.includes(shown)) : [];
    return used.length === 0 ? value : { 'Fn::Sub': substitution(value, used) };
  });
}

function substitution(text: string, calls: (readonly [string, unknown])[]): Substitution {
  return calls.reduce<Substitution>(([template, variables], [shown, intrinsic], index) => [
    template.replaceAll(shown, `\${Value${index + 1}}`), { ...variables, [`Value${index + 1}`]: intrinsic },
  ], [text, {}]);
}

type Substitution = [template: string, variables: Record<string, unknown>];
