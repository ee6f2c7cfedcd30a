/**
 * What was asked before, for this tab alone and gone with it: a question may hold somebody's name. Variables of some length are left
 * out, because they may be a picture.
 */
export interface Past {
  query: string
  variables: string
}

const place = 'limen-explorer'
const most = 20
const longestVariables = 2_000

export function readPast(): Past[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
    return Array.isArray(kept) ? (kept as Past[]) : []
  } catch {
    // Another version wrote it, or the browser keeps nothing.
    return []
  }
}

/** The newest first, each once. */
export function keepPast(past: readonly Past[], { query, variables }: Past): Past[] {
  const entry = { query, variables: variables.length > longestVariables ? '' : variables }
  const kept = [entry, ...past.filter((one) => one.query !== query || one.variables !== entry.variables)].slice(0, most)
  try {
    sessionStorage.setItem(place, JSON.stringify(kept))
  } catch {
    // Full, or refused: it is kept until the page is left.
  }
  return kept
}

/** The first words of a question, for a list. */
export const titleOf = ({ query }: Past) => query.replaceAll(/#.*$/gm, '').replaceAll(/\s+/g, ' ').trim().slice(0, 60)
