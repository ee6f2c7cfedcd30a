/** The feed as server-sent events: an event for each page, until the token ends by which the stream was opened. */
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { nextPage } from '@/domain/terminals/feed'
import type { Caller } from '@/domain/terminals/tokens'
import { pageJson } from '@/domain/terminals/sealed-page'
import { edgeHeaders } from './answer'

/** As often something is sent, so that no proxy takes the stream for a dead one, and a caller that has gone is noticed. */
const aliveMs = 15_000

export function streamChanges(caller: Caller, after: number): Response {
  const stop = new AbortController()
  const { signal } = caller.context
  const onAbort = () => stop.abort()
  if (signal?.aborted) stop.abort()
  signal?.addEventListener('abort', onAbort)
  const context: Context = { ...caller.context, signal: stop.signal }
  const events = pages(context, caller, after)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await events.next()
      if (done) {
        signal?.removeEventListener('abort', onAbort)
        controller.close()
      } else controller.enqueue(value)
    },
    cancel: () => stop.abort(),
  })
  const headers = { ...edgeHeaders(context), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
  return new Response(body, { headers })
}

async function* pages(context: Context, { terminal, expiresAt }: Caller, from: number): AsyncGenerator<Uint8Array> {
  let after = from
  // Headers go out with the first bytes.
  yield alive
  while (!context.signal?.aborted) {
    const leftMs = expiresAt.getTime() - context.now().getTime()
    if (leftMs <= 0) return yield event('end', { reason: 'token_expired', message: 'The token is over.' })
    try {
      const page = await nextPage(context, terminal, { after, waitMs: Math.min(aliveMs, leftMs) })
      if ('reset' in page) return yield event('reset', page)
      if (page.revision === after) yield alive
      else yield Buffer.concat([Buffer.from('event: page\ndata: '), pageJson(page, 'put'), Buffer.from('\n\n')])
      after = page.revision
    } catch (error) {
      if (error instanceof AppError) {
        return yield event('end', { reason: error.options.reason ?? error.code, message: error.message })
      }
      context.log.error({ err: error }, 'a stream to a terminal failed')
      return yield event('end', { reason: 'internal', message: 'Something went wrong on the bureau’s side.' })
    }
  }
}

const alive = Buffer.from(': \n\n')
const event = (name: string, data: unknown) => Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
