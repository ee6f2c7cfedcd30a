/** What the log says of callers whom the engine could not serve, for whoever runs the bureau. */
import type { Context } from './context'
import { AppError } from './errors'
import { isFault } from './faults'

/**
 * One line for each of them, with nothing of theirs; for every transport to call with what it answers. Who has gone by themselves was
 * not turned away.
 * @param route without anything that the caller chose
 */
export function noteTurnedAway({ log }: Pick<Context, 'log'>, route: string, error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'busy') return
  const { cause } = error.options
  if (isFault(cause, 'WorkerLost')) {
    log.error(
      { err: cause, route, reason: 'worker_lost' },
      'a worker was lost with a picture; its caller may try again',
    )
  } else if (isFault(cause, 'EngineBusy') && cause.reason !== 'caller_gone') {
    log.warn({ route, reason: cause.reason }, 'a caller was turned away: all recognition workers are busy')
  }
}
