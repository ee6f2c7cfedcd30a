/** The liveness checks of this bureau. */
import { AppError } from '@/domain/errors'
import type { LivenessPort } from '@/domain/self-enrolment/liveness-port'

const notServed = () =>
  Promise.reject(new AppError('not_found', 'This bureau makes no liveness checks yet.', { subject: 'liveness' }))

export const checks: LivenessPort = { startCheck: notServed, judgeCheck: notServed }
