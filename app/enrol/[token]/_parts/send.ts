/** Sends to the bureau. What cannot be sent for want of a connection is kept and sent again; a bureau that is full is asked again. */
import type { RefusedAnswer } from '@/app/api/enrolment/_enrolment/answer'

export type Refused = RefusedAnswer['error']
export type Sent<T> = { ok: true; value: T } | { ok: false; error: Refused }

/** What is waited for, to be told to the person; null: nothing any more. */
export type Waiting = { for: 'connection' } | { for: 'room'; seconds: number } | null

interface Options {
  onWaiting: (waiting: Waiting) => void
  signal?: AbortSignal
}

const longestPauseMs = 15_000
const mostBusy = 5

/** @param body JSON, or a form @throws AbortError */
export async function send<T>(
  what: 'consent' | 'challenge' | 'submit',
  token: string,
  body: object | FormData,
  { onWaiting, signal }: Options,
): Promise<Sent<T>> {
  const isForm = body instanceof FormData
  const request: RequestInit = {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(!isForm && { 'content-type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
    signal,
    cache: 'no-store',
  }
  let busy = 0
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`/api/enrolment/${what}`, request).catch((error: unknown) => {
      signal?.throwIfAborted()
      if (error instanceof TypeError) return null
      throw error
    })
    if (response === null) {
      onWaiting({ for: 'connection' })
      await connection(Math.min(longestPauseMs, 1_000 * 2 ** attempt), signal)
      continue
    }
    const answer = await read<T>(response)
    const wait = Number(response.headers.get('retry-after') ?? 0)
    if (!answer.ok && wait > 0 && wait <= 120 && busy++ < mostBusy) {
      onWaiting({ for: 'room', seconds: wait })
      await connection(wait * 1_000, signal)
      continue
    }
    onWaiting(null)
    return answer
  }
}

async function read<T>(response: Response): Promise<Sent<T>> {
  // Whatever stands between, such as a proxy, answers in its own form.
  const body = (await response.json().catch(() => null)) as (T & Partial<RefusedAnswer>) | null
  if (response.ok && body) return { ok: true, value: body }
  const requestId = response.headers.get('x-request-id') ?? String(response.status)
  return { ok: false, error: body?.error ?? { code: 'internal', subject: null, reason: null, message: '', requestId } }
}

/** Waits so long, but no longer than until the browser is online again. @throws AbortError */
function connection(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('online', end)
      signal?.removeEventListener('abort', end)
      if (signal?.aborted) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end)
    signal?.addEventListener('abort', end)
  })
}
