/**
 * What a tenant may set, with the defaults of the design. Stored as JSON in `tenants.settings`; only what was changed is
 * kept there, so that a better default reaches every tenant that never chose.
 */
import { z } from 'zod'
import { storableText } from './parse'

const rate = z.number().min(1e-6).max(0.1)

const schema = z.strictObject({
  /** Face recognition may be used at all. */
  faceEngine: z.boolean(),
  /** When a face to be enrolled looks like another user's: refuse it, enrol it and put the pair up for review, or do not look. */
  duplicates: z.enum(['refuse', 'flag', 'off']),
  /** Captured pictures are kept (sealed) until erasure. Off: only the template is. */
  keepSamples: z.boolean(),
  /** Emotions are estimated when face properties are asked for. */
  emotions: z.boolean(),
  /** False match rate at which two faces are held to be one person's. */
  verifyFmr: rate,
  /** Share of searches of strangers that may name somebody, whatever the size of the gallery. */
  searchFpir: rate,
  /** Face calls need a passed liveness check, where the transport can carry its proof. */
  liveness: z.boolean(),
  /** Wallets may ask for credentials without a key: `/v1/users/auth/register` and `/v1/credential-requests`. */
  walletOpen: z.boolean(),
  /** How the bureau calls itself in the credentials that it issues. */
  walletIssuer: storableText.pipe(z.string().trim().min(1).max(120)),
  /** How long a credential is good. */
  walletValidityDays: z.number().int().min(1).max(3650),
  /** How many requests for a credential one network address may make in an hour. */
  walletRequestsPerHour: z.number().int().min(1).max(10_000),
  /** In place of the gate profile's own smallest distance between the eyes; null leaves the profile's. */
  minEyeDistancePx: z.number().min(10).max(400).nullable(),
})

export type Settings = z.output<typeof schema>

export const defaultSettings: Settings = {
  faceEngine: true,
  duplicates: 'flag',
  keepSamples: true,
  emotions: false,
  verifyFmr: 1e-3,
  searchFpir: 1e-2,
  liveness: false,
  walletOpen: false,
  walletIssuer: 'Biometric Bureau',
  walletValidityDays: 365,
  walletRequestsPerHour: 60,
  minEyeDistancePx: null,
}

/** Some of the settings, as an owner changes them. Anything unknown is refused. */
export const settingsChangeSchema = schema.partial()

/** @throws ZodError when a row holds what no version of Limen wrote: better to stop than to decide by a wrong number */
export function readSettings(stored: Record<string, unknown>): Settings {
  return schema.parse({ ...defaultSettings, ...stored })
}
