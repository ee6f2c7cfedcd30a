/** Asks the graph as the admin who is signed in: a POST of JSON by a page of ours, which no other site can send. */
import { createClient, NetworkError } from 'graphql-sse'

export interface Question {
  query: string
  operationName?: string
  variables?: Record<string, unknown>
}

export interface Reply {
  status: number
  tookMs: number
  requestId: string | null
  text: string
  errors: number
}

/** @throws Error in words for people, where nothing came back */
export async function ask(question: Question, signal: AbortSignal): Promise<Reply> {
  const began = performance.now()
  const response = await fetch('/api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(question),
    signal,
  }).catch((error: unknown) => {
    throw signal.aborted ? error : new Error('The bureau did not answer. Is the server running?')
  })
  const text = await response.text()
  const tookMs = Math.round(performance.now() - began)
  const body = parsed(text)
  const errors = Array.isArray(body?.errors) ? body.errors.length : 0
  const requestId = response.headers.get('x-request-id')
  return { status: response.status, tookMs, requestId, text: body ? JSON.stringify(body, null, 2) : text, errors }
}

function parsed(text: string): { errors?: unknown } | null {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' ? body : null
  } catch {
    return null
  }
}

/** @returns ends the stream. `onEnd` gets what went wrong, in words, or null. */
export function watch(
  question: Question,
  onEvent: (text: string) => void,
  onEnd: (problem: string | null) => void,
): () => void {
  // One stream for each question; it is not taken up again by itself, so that whoever watches sees that it broke.
  const client = createClient({ url: '/api/graphql/stream', retryAttempts: 0 })
  return client.subscribe(question, {
    next: (event) => onEvent(JSON.stringify(event, null, 2)),
    error: (error) => void problemOf(error).then(onEnd),
    complete: () => onEnd(null),
  })
}

async function problemOf(error: unknown): Promise<string> {
  if (!(error instanceof NetworkError)) return 'The stream broke off.'
  const response = error.response as unknown as Response | undefined
  const body = response && parsed(await response.text().catch(() => ''))
  const [first] = (body?.errors ?? []) as { message?: string }[]
  return first?.message ?? (response ? `The bureau answered ${response.status}.` : 'The stream broke off.')
}
