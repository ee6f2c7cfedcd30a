/**
 * What next-auth tells the browser when nobody was signed in: one string, either words for the person or, where the password
 * was right, which second factors would do. Written and read here.
 */
import type { AppError, Factors } from '@/domain/errors'

const secondStep = 'second-step:'

export function answerOf({ message, options: { factors } }: Pick<AppError, 'message' | 'options'>): string {
  if (!factors) return message
  const { authenticator, passkey } = factors
  return secondStep + [authenticator && 'authenticator', passkey && 'passkey'].filter(Boolean).join(',')
}

/** The second factors that would do, or null where the string is words. */
export function readSecondStep(answer: string): Factors | null {
  if (!answer.startsWith(secondStep)) return null
  const would = answer.slice(secondStep.length).split(',')
  return { authenticator: would.includes('authenticator'), passkey: would.includes('passkey') }
}
