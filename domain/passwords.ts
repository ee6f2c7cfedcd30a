/** Passwords of admins: what is accepted, hashing and checking. Who may sign in with one is not decided here. */
import argon2 from 'argon2'
import { z } from 'zod'
import { AppError } from './errors'
import { judgePassword } from './password-strength'

/** Length is what counts (NIST SP 800-63B): no rules about digits and signs, which make people write passwords down. */
export const passwordSchema = z
  .string()
  .min(12, 'Use at least 12 characters; a short sentence is easy to remember.')
  .max(200, 'Use at most 200 characters.')

/** argon2id with 19 MiB, 2 passes, 1 lane (OWASP's first choice): about 0.1 s of one core for each guess. */
const cost = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const

/** In PHC string form, which holds salt and cost. Runs off the event loop. */
export function hashPassword(password: string): Promise<string> {
  return argon2.hash(password, cost)
}

export function passwordMatches(hash: string, password: string): Promise<boolean> {
  return argon2.verify(hash, password)
}

/**
 * Refuses what guessers try first. @param personal words that a guesser knows: names, the e-mail address
 * @throws AppError `invalid_input` for field `password`
 */
export async function assertHardToGuess(password: string, personal: string[]): Promise<void> {
  const { problem } = await judgePassword(password, personal)
  if (problem === null) return
  throw new AppError('invalid_input', `password: ${problem}`, { fields: [{ field: 'password', message: problem }] })
}
