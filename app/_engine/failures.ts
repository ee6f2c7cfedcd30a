/**
 * Failures on their way from the worker to the page: comlink keeps the words of an error and loses its class, and codes are what a page goes
 * by. Both sides load this file.
 */
import { transferHandlers } from 'comlink'
import { PictureRefused, type PictureRefusal } from '@/engines/types'

export type EngineTrouble =
  /** The page did not come over HTTPS. */
  | 'insecure'
  /** The server did not answer, or had not the file. */
  | 'unreachable'
  /** What came was not what it should be. */
  | 'damaged'
  /** The worker has ended. */
  | 'lost'

/** There is no engine, or no longer. The message is for people. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
  constructor(
    readonly code: EngineTrouble,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}

interface Told {
  name: string
  message: string
  code?: string
}

export function toldOf(thrown: unknown): Told {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) }
  const { name, message, code } = thrown as Error & { code?: string }
  return { name, message, code }
}

export function errorOf({ name, message, code }: Told): Error {
  if (name === 'PictureRefused') return new PictureRefused(code as PictureRefusal, message)
  if (name === 'EngineUnavailable') return new EngineUnavailable(code as EngineTrouble, message)
  return Object.assign(new Error(message), { name, code })
}

/** To be called once on either side, before anything is exposed or wrapped. */
export function keepFailures(): void {
  const handler = transferHandlers.get('throw')!
  transferHandlers.set('throw', {
    canHandle: handler.canHandle,
    serialize: (thrown) => [toldOf((thrown as { value: unknown }).value), []],
    deserialize: (told) => {
      throw errorOf(told as Told)
    },
  })
}
