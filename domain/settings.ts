/**
 * What a tenant may set, with the defaults of the design. Stored as JSON in `tenants.settings`; only what was changed is
 * kept there, so that a better default reaches every tenant that never chose.
 */
import { z } from 'zod'

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
  /** In place of the gate profile's own smallest distance between the eyes; null leaves the profile's. */
  minEyeDistancePx: z.number().min(10).max(400).nullable(),
  /** Who may register in the portal: whom an owner invites, whom an owner approves, or whoever confirms an e-mail address. */
  registration: z.enum(['invitation', 'approval', 'open']),
  /** What who registers without invitation becomes, unless the owner who approves says otherwise. */
  registrationRole: z.enum(['auditor', 'admin']),
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
  minEyeDistancePx: null,
  registration: 'invitation',
  registrationRole: 'auditor',
}

/** Some of the settings, as an owner changes them. Anything unknown is refused. */
export const settingsChangeSchema = schema.partial()

/** @throws ZodError when a row holds what no version of Limen wrote: better to stop than to decide by a wrong number */
export function readSettings(stored: Record<string, unknown>): Settings {
  return schema.parse({ ...defaultSettings, ...stored })
}
