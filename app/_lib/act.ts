/** Server actions of the portal: the signed-in admin's context in, an outcome in words out. Never a bare 500 for what we foresaw. */
import { AppError } from '@/domain/errors'
import { adminContext, type AdminContext } from './auth'
import type { Outcome } from './outcome'

/** Runs one act for the admin who is signed in now. What is not an AppError is a fault and goes to the error page. */
export async function act<T>(run: (context: AdminContext) => Promise<T>): Promise<Outcome<T>> {
  const context = await adminContext()
  if (!context) return refusal(new AppError('unauthenticated', 'You were signed out. Please sign in again.'))
  try {
    return { ok: true, value: await run(context) }
  } catch (error) {
    if (error instanceof AppError) return refusal(error)
    throw error
  }
}

export function refusal({ code, message, options }: AppError): Outcome<never> {
  const problems = Object.fromEntries((options.fields ?? []).map(({ field, message: said }) => [field, sentence(said)]))
  return {
    ok: false,
    code,
    message: code === 'invalid_input' ? 'Please look at the marked fields.' : message,
    problems,
  }
}

/** The API says of a field what it must be; people are told so in a sentence. */
export const sentence = (said: string) => (said.startsWith('must ') ? `It ${said.replace(/\.$/, '')}.` : said)
