/** How the benchmark hears from a contender, which runs in a process of its own. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** The child's next message. @throws when it ends instead, naming what it was doing */
export async function nextMessage(child: ChildProcess, doing: string) {
  const settled = new AbortController()
  try {
    const { signal } = settled
    const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`a contender died at ${doing}`)))
    const [message] = await Promise.race([once(child, 'message', { signal }), ended])
    return message
  } finally {
    settled.abort()
  }
}
