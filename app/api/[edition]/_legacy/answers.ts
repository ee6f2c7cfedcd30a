/** Values in the answers of the legacy contract, for the reference and for the tests that hold every answer against it. */
import { z } from 'zod'
import type { Code } from './codes'

/** What stands beside `message`, for each message that an operation may answer with a 200. */
export type Answers = Partial<Record<Code, z.ZodRawShape>>

export const userId = z.string().regex(/^[0-9a-f]{24}$/)
/** Why a picture shows no face that could be used, in the engine's words. */
export const reason = z.string()
/** The vendor writes it as text in most answers, and as a number in one (D). */
export const confidenceText = z.string().regex(/^[01]\.\d\d$/)
export const confidenceNumber = z.number().min(0).max(1)
