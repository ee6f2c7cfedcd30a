/** Variables that look like ours and are not: most often mistyped, and then a default reigns where somebody chose. */
/** Read by scripts, tests and checks, so that env.ts does not know them. */
const elsewhere = [
  'LIMEN_HOST',
  'LIMEN_BUILD_DIR',
  'LIMEN_CHROMIUM',
  'LIMEN_REQUIRE_POSTGRES',
  'LIMEN_TEST_DATABASE_URL',
  'LIMEN_CI_NODE',
]
const internal = /^LIMEN_BENCH_/

/** Farther apart, two names have nothing to do with each other. */
const nearEdits = 4

/**
 * @param names of all that is set
 * @param read those that env.ts reads
 * @returns one sentence for each that is unknown, with the known name that is nearest
 */
export function unknownVariables(names: string[], read: string[]): string[] {
  const known = [...read, ...elsewhere]
  return names
    .filter((name) => name.startsWith('LIMEN_') && !known.includes(name) && !internal.test(name))
    .sort()
    .map((name) => {
      const [nearest] = known
        .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
        .sort((a, b) => a.edits - b.edits)
      const hint = nearest && nearest.edits <= nearEdits ? ` Did you mean ${nearest.candidate}?` : ''
      return `${name} is no variable of Limen and changes nothing.${hint}`
    })
}

/** Levenshtein's distance: letters to add, drop or change. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
