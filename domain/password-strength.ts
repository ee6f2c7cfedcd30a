/**
 * How hard a password is to guess, judged alike by the server and, while somebody types, by their browser: the most used
 * passwords of past breaches (a list that is shipped; nobody is asked), keyboard rows, repeats, and what is known of the person.
 * Imports nothing of ours, so that the browser loads only this.
 */

/** zxcvbn's steps are 0..4; at 3 a guesser needs 10^8 tries or more, which argon2id makes years of. */
export const leastScore = 3
/** Letters and digits that are left when what is known of the person is taken away. */
const leastForeign = 6

/**
 * @param personal words that a guesser knows: names, the e-mail address
 * @returns `problem`: why it is refused, in words; null for one that is not
 */
export async function judgePassword(
  password: string,
  personal: string[],
): Promise<{ score: number; problem: string | null }> {
  const known = [...personal, ...personal.flatMap((words) => words.split(/[^\p{L}\p{N}]+/u)), 'limen']
    .filter((word) => word.length > 2)
    .sort((a, b) => b.length - a.length)
  const foreign = known.reduce((left, word) => left.replaceAll(word.toLowerCase(), ''), password.toLowerCase())
  const { score, feedback } = (await (checker ??= openChecker())).check(password, known)
  const isMostlyOwn =
    foreign.length < password.length && foreign.replaceAll(/[^\p{L}\p{N}]/gu, '').length < leastForeign
  if (score >= leastScore && !isMostlyOwn) return { score, problem: null }
  const reason = reasons[isMostlyOwn ? 'userInputs' : (feedback.warning ?? '')] ?? 'This is easy to guess.'
  return { score: Math.min(score, leastScore - 1), problem: `${reason} Add a few words that do not belong together.` }
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
