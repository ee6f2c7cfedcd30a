/** Tells tests how many statements a question costs. Nobody listens otherwise, and then it costs nothing. */

const listeners = new Set<(statement: string) => void>()

/** For drizzle, which calls it before each statement. */
export const statementLogger = {
  logQuery(statement: string): void {
    for (const heard of listeners) heard(statement)
  },
}

/** @returns stops listening */
export function watchStatements(heard: (statement: string) => void): () => void {
  listeners.add(heard)
  return () => void listeners.delete(heard)
}
