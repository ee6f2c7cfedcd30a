/** Passwords of admins: what is accepted, hashing and checking. Who may sign in with one is not decided here. */
import argon2 from 'argon2'
import { z } from 'zod'
import { AppError } from './errors'

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

/** zxcvbn's steps are 0..4; at 3 a guesser needs 10^8 tries or more, which argon2id makes years of. */
const leastScore = 3
/** Letters and digits that are left when what is known of the person is taken away. */
const leastForeign = 6

/**
 * Refuses what guessers try first: the most used passwords of past breaches (a list that is shipped, nobody is asked),
 * keyboard rows, repeats, and what is known of the person.
 * @param personal words that a guesser knows: names, the e-mail address
 * @throws AppError `invalid_input` for field `password`
 */
export async function assertHardToGuess(password: string, personal: string[]): Promise<void> {
  const known = [...personal, ...personal.flatMap((words) => words.split(/[^\p{L}\p{N}]+/u)), 'limen']
    .filter((word) => word.length > 2)
    .sort((a, b) => b.length - a.length)
  const own = known.reduce((left, word) => left.toLowerCase().replaceAll(word.toLowerCase(), ''), password)
  const { score, feedback } = (await (checker ??= openChecker())).check(password, known)
  const isMostlyOwn = own.replaceAll(/[^\p{L}\p{N}]/gu, '').length < leastForeign && own.length < password.length
  if (score >= leastScore && !isMostlyOwn) return
  const reason = isMostlyOwn ? reasons.userInputs : reasons[feedback.warning ?? '']
  const message = `${reason ?? 'This is easy to guess.'} Add a few words that do not belong together.`
  throw new AppError('invalid_input', `password: ${message}`, { fields: [{ field: 'password', message }] })
}

const reasons: Record<string, string> = {
  common: 'This is one of the most used passwords.',
  topTen: 'This is one of the ten most used passwords.',
  topHundred: 'This is one of the hundred most used passwords.',
  similarToCommon: 'This is close to one of the most used passwords.',
  wordByItself: 'A single word is easy to guess.',
  userInputs: 'This holds your name or your address.',
  straightRow: 'Keys beside each other are easy to guess.',
  keyPattern: 'Keys beside each other are easy to guess.',
  simpleRepeat: 'The same sign again and again is easy to guess.',
  extendedRepeat: 'The same signs again and again are easy to guess.',
  sequences: 'Rows such as abc or 123 are easy to guess.',
  dates: 'Dates are easy to guess.',
  recentYears: 'Years are easy to guess.',
  namesByThemselves: 'Names are easy to guess.',
  commonNames: 'Names are easy to guess.',
}

let checker: ReturnType<typeof openChecker> | undefined

/** Loaded at the first new password: its lists are half a megabyte. */
async function openChecker() {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
}
