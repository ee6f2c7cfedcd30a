import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startEngine } from './engine'
import { EngineUnavailable, errorOf, toldOf } from './failures'
import { PictureRefused } from '@/engines/types'

/** A worker that never answers, as one that died while it loaded. */
class SilentWorker extends EventTarget {
  static last: SilentWorker
  onerror?: (event: ErrorEvent) => void
  terminated = false
  constructor() {
    super()
    SilentWorker.last = this
  }
  postMessage() {}
  terminate() {
    this.terminated = true
  }
}

beforeEach(() => {
  vi.stubGlobal('Worker', SilentWorker)
  vi.stubGlobal('isSecureContext', true)
})
afterEach(() => void vi.unstubAllGlobals())

const trouble = (code: string) => expect.objectContaining({ name: 'EngineUnavailable', code })

test('a page without HTTPS has no engine', async () => {
  vi.stubGlobal('isSecureContext', false)
  await expect(startEngine()).rejects.toThrow(trouble('insecure'))
})

test('what waits for a worker that dies is told so', async () => {
  const starting = startEngine()
  SilentWorker.last.onerror!({ message: 'out of memory', preventDefault() {} } as ErrorEvent)
  await expect(starting).rejects.toThrow(trouble('lost'))
  expect(SilentWorker.last.terminated).toBe(true)
})

test('whoever leaves while the files come ends the worker', async () => {
  const leaving = new AbortController()
  const starting = startEngine({ signal: leaving.signal })
  leaving.abort()
  await expect(starting).rejects.toThrow(trouble('lost'))
  expect(SilentWorker.last.terminated).toBe(true)
  await expect(startEngine({ signal: leaving.signal })).rejects.toThrow(trouble('lost'))
})

test('failures keep their class and code on the way to the page, and nothing of a stack', () => {
  const sent = (thrown: unknown) => errorOf(structuredClone(toldOf(thrown)))
  const refused = sent(new PictureRefused('damaged', 'The picture is damaged.'))
  expect(refused).toBeInstanceOf(PictureRefused)
  expect(refused).toMatchObject({ code: 'damaged', message: 'The picture is damaged.' })
  expect(sent(new EngineUnavailable('unreachable', 'x'))).toBeInstanceOf(EngineUnavailable)
  expect(sent(new RangeError('too far'))).toMatchObject({ name: 'RangeError', message: 'too far' })
  expect(sent('words')).toMatchObject({ name: 'Error', message: 'words' })
  expect(Object.keys(toldOf(new Error('x')))).toEqual(['name', 'message', 'code'])
})
