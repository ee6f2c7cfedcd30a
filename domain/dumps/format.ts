/**
 * What a dump looks like from outside: `YYYY-MM-DDTHH-mm.zip` with one file of JSON lines a noun and a manifest that names
 * and hashes each. Which nouns there are is entries.ts; a reader that knows only this file can check a dump.
 */
import { z } from 'zod'

export const service = 'limen'
export const format = 1
export const manifestFile = 'manifest.json'

/** `none`: facts only. `passphrase`: with pictures and templates, the whole zip as an age file. `plain`: with both, in the clear. */
export const biometricsChoices = ['none', 'passphrase', 'plain'] as const
export type Biometrics = (typeof biometricsChoices)[number]

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)

export const manifestSchema = z.strictObject({
  service: z.literal(service),
  format: z.literal(format),
  createdAt: z.iso.datetime(),
  /** The admin's id, or who else asked. */
  createdBy: z.strictObject({ kind: z.string(), id: z.string() }),
  tenant: z.strictObject({ id: z.string().min(1).max(100), slug: z.string(), name: z.string() }),
  /** Whether pictures and templates are in it. */
  biometrics: z.boolean(),
  /** The models by which templates of this dump were made. */
  models: z.array(z.string()),
  counts: z.record(z.string(), count),
  files: z.array(z.strictObject({ name: z.string(), sha256: hex64, bytes: count, records: count })),
  /** The head of the audit chain, signed by a key that no database holds. */
  audit: z
    .strictObject({ seq: count, hash: hex64, at: z.iso.datetime(), keyId: z.string(), signature: z.string() })
    .nullable(),
})

export type Manifest = z.output<typeof manifestSchema>

/** The name of a dump that is asked for at this moment, in UTC. */
export function dumpName(at: Date): string {
  return at.toISOString().slice(0, 16).replace(':', '-')
}

/** What the file of a dump is called when it is downloaded. */
export function fileNameOf({ name, biometrics }: { name: string; biometrics: Biometrics }): string {
  return biometrics === 'passphrase' ? `${name}.zip.age` : `${name}.zip`
}
