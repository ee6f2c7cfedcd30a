/** Puts what is known into a sentence: `{name}` and the like. */
export function fill(sentence: string, given: Record<string, string | number>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole))
}
