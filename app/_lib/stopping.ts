/**
 * What waits for something to happen must not hold up a stop: as soon as the server begins to drain (bin/server.mjs), long polls
 * are answered with what there is, and streams end without a farewell, so that whoever follows comes back by themselves.
 */
import { frontServer } from './front'

/** @param run gets a signal that is aborted when the caller has gone and when the server begins to stop */
export async function untilStopping<T>(
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Not AbortSignal.any: what listens to a signal that lives as long as the process has to be taken off again.
  const sources = [signal, frontServer()?.stopping].filter((source) => source !== undefined)
  const end = new AbortController()
  const abort = () => end.abort()
  if (sources.some(({ aborted }) => aborted)) abort()
  for (const source of sources) source.addEventListener('abort', abort)
  try {
    return await run(end.signal)
  } finally {
    for (const source of sources) source.removeEventListener('abort', abort)
  }
}

/** The same answer, whose body ends when the server begins to stop. */
export function endsWithServer(response: Response): Response {
  const stopping = frontServer()?.stopping
  if (!stopping || !response.body) return response
  const reader = response.body.getReader()
  // A read that is under way comes back as the end.
  const stop = () => void reader.cancel().catch(() => undefined)
  const body = new ReadableStream<Uint8Array>({
    start() {
      stopping.addEventListener('abort', stop)
      if (stopping.aborted) stop()
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      stopping.removeEventListener('abort', stop)
    },
    cancel(reason) {
      stopping.removeEventListener('abort', stop)
      return reader.cancel(reason)
    },
  })
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}
