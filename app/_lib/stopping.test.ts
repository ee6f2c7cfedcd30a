import { afterEach, expect, test } from 'vitest'
import { endsWithServer, untilStopping } from './stopping'

const shared = globalThis as { limenFront?: unknown }
afterEach(() => delete shared.limenFront)

function serving(): AbortController {
  const stopping = new AbortController()
  shared.limenFront = { openToEveryone: () => {}, stopping: stopping.signal }
  return stopping
}

/** A stream that says one thing and then waits to be asked for no more. */
function quiet() {
  const seen = { isCancelled: false }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(': \n\n')),
    cancel: () => void (seen.isCancelled = true),
  })
  return { seen, answer: new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } }) }
}

const waits = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('answered with what there is')))

test('A poll that waits is answered when its caller goes, and when the server begins to stop', async () => {
  const stopping = serving()
  const caller = new AbortController()
  const [gone, kept] = [untilStopping(caller.signal, waits), untilStopping(undefined, waits)]
  caller.abort()
  expect(await gone).toBe('answered with what there is')
  stopping.abort()
  expect(await kept).toBe('answered with what there is')
  // One that begins after that does not wait at all.
  expect(await untilStopping(undefined, async ({ aborted }) => aborted)).toBe(true)
})

test('Where no server runs, a poll ends by itself alone', async () => {
  expect(await untilStopping(undefined, async ({ aborted }) => aborted)).toBe(false)
})

test('A stream ends when the server begins to stop, and whoever fills it is told', async () => {
  const stopping = serving()
  const { seen, answer } = quiet()
  const ending = endsWithServer(answer)
  expect(ending.headers.get('content-type')).toBe('text/event-stream')
  const text = ending.text()
  setTimeout(() => stopping.abort(), 20)
  expect(await text).toBe(': \n\n')
  expect(seen.isCancelled).toBe(true)
  expect(await endsWithServer(quiet().answer).text()).toBe('')
})

test('A stream whose reader goes is cancelled, and one that breaks stays broken', async () => {
  serving()
  const { seen, answer } = quiet()
  await endsWithServer(answer).body!.cancel()
  expect(seen.isCancelled).toBe(true)
  const broken = new Response(new ReadableStream({ pull: () => Promise.reject(new Error('broken')) }))
  await expect(endsWithServer(broken).text()).rejects.toThrow('broken')
})
