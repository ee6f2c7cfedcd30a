/**
 * How faults are written to the log: what went wrong and where, never with what. A query that failed has what it was asked with in its
 * message, its stack and fields of its own, which may be somebody's name, address or hashed password; PostgreSQL tells rows besides.
 */

interface Told {
  type: string
  message: string
  code?: string
  stack?: string
  cause?: Told
}

/** For pino's key `err`. */
export function errorForLog(error: unknown): unknown {
  return error instanceof Error ? told(error, 5) : error
}

/** @param deep how many causes are told; a circle of them would have no end */
function told(error: Error, deep: number): Told {
  const { name, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const frames = stack?.split('\n').filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line))
  return {
    type: error.constructor.name || name,
    message: messageOf(error),
    ...(code !== undefined && { code }),
    ...(frames && { stack: frames.join('\n') }),
    ...(cause instanceof Error && deep > 0 && { cause: told(cause, deep - 1) }),
  }
}

function messageOf(error: Error): string {
  if ('query' in error && 'params' in error) return `Failed query: ${String(error.query)}`
  // PostgreSQL's own: it quotes a value that it cannot read, up to the end.
  if ('severity' in error && 'routine' in error) return error.message.replace(/: ".*"$/s, '')
  return error.message
}
