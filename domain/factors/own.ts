/** Whose factors are meant: an admin's own, which no role gives to anybody else. */
import type { Context } from '../context'
import { AppError } from '../errors'

/** @throws AppError `unauthenticated` for who is no admin */
export function ownId({ actor }: Context): string {
  return own({ actor }).id
}

/** @throws AppError `unauthenticated` for who is no admin */
export function own({ actor }: Pick<Context, 'actor'>) {
  if (actor.kind !== 'admin') throw new AppError('unauthenticated', 'Please sign in.')
  return actor
}
