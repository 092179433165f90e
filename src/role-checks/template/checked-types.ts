/** The types of what the checks look at, each with what a message calls several of them. */
export const CHECKED_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::MWAA::Environment', 'environments'],
  ['AWS::MWAAServerless::Workflow', 'workflows'],
]);

/** What a text of a template that cannot be read may define of these. The quote is what stands around a type. */
export function checkedThings(text: string, quote = ''): string[] {
  return [...CHECKED_TYPES].filter(([type]) => text.includes(`${quote}${type}${quote}`)).map(([, things]) => things);
}
