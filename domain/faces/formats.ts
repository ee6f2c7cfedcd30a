/** What may be read as a picture, and how its refusal and a busy engine are told to callers. */
import { checkBytes, defaultLimits } from '@/engines/decode'
import { EngineBusy, type PictureFormat } from '@/engines/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { isFault } from '../faults'
import { isModelChanged } from '../models/in-use'

/**
 * Looks at the first bytes only, so that a transport can refuse before anything else is asked.
 * @throws AppError `picture_refused`
 */
export function checkPicture(bytes: Uint8Array, formats: readonly PictureFormat[]): void {
  try {
    checkBytes(bytes, { ...defaultLimits, formats })
  } catch (error) {
    throw callersFault(error)
  }
}

/** Turns what an engine throws into what a caller can be told; everything else comes back as it is. */
export function callersFault(error: unknown): unknown {
  if (isFault(error, 'PictureRefused')) {
    return new AppError('picture_refused', error.message, { cause: error, subject: error.code })
  }
  if (isFault(error, 'EngineBusy')) {
    return new AppError('busy', error.message, { cause: error, retryAfterSeconds: error.retryAfterSeconds })
  }
  if (isFault(error, 'WorkerLost')) {
    return new AppError('busy', error.message, { cause: error, retryAfterSeconds: 1 })
  }
  return error
}

/** Lets a transport refuse before anything of a picture is read. @throws AppError `busy` */
export function assertRoomAtEngine({ engines }: Pick<Context, 'engines'>, tenantId: string): void {
  if (engines.isFull(tenantId)) throw callersFault(new EngineBusy(1))
}

/**
 * There was no room, so that waiting helps, however long it takes. A worker that was lost is told as busy as well, but its picture may
 * cost another one its life; and engines whose model is not in use any more are to be left.
 */
export function isForWantOfRoom(error: unknown): error is AppError {
  if (!(error instanceof AppError) || error.code !== 'busy' || isModelChanged(error)) return false
  return !isFault(error.options.cause, 'WorkerLost')
}
