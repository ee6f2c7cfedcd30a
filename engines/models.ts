/**
 * The manifest of models: which nets there are, where they come from, what goes in and out, and which of them make a
 * template. Reads and checks `models.json`; loads and runs nothing. Free of Node, so that a browser can check its files.
 */
import { z } from 'zod'
import manifestJson from './models.json'
import type { ModelRef, ThresholdTable } from './types'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const version = z.string().min(1)
/** `batch` stands for any number of pictures. */
const shape = z.array(z.union([z.literal('batch'), z.int().positive()]))
const text = z.string().min(1)

const netSchema = z.strictObject({
  name: text,
  version,
  /** File name inside the models folder. */
  file: z.string().regex(/^[\w-]+\.onnx$/),
  sha256,
  licence: text,
  /** Who trained it on what, as far as it is told; never a licence statement of ours. */
  origin: text,
  source: z.strictObject({ package: text, version, files: z.array(text).length(2) }),
  input: z.strictObject({ name: text, shape, layout: text, range: z.tuple([z.number(), z.number()]) }),
  outputs: z.record(text, z.strictObject({ shape, meaning: text })),
  notes: text,
})

const operatingPoint = z.strictObject({
  fmr: z.number().positive().max(1),
  threshold: z.number().min(-1).max(1),
  extrapolated: z.boolean(),
})

const thresholdTable: z.ZodType<ThresholdTable> = z.strictObject({
  points: z.array(operatingPoint).min(1),
  nonMatedComparisons: z.int().nonnegative(),
  matedComparisons: z.int().nonnegative(),
  fittedOn: text,
})

const templateSchema = z.strictObject({
  name: text,
  version,
  /** Nets that take part in making a template, in the order they run. */
  nets: z.array(text).min(1),
  /** SHA-256 over the `sha256` lines of these nets joined by line feeds: it changes when any of them does. */
  sha256,
  dimension: z.int().positive(),
  /** Null until it was fitted on evaluation data. */
  thresholds: thresholdTable.nullable(),
})

const manifestSchema = z
  .strictObject({ nets: z.record(text, netSchema), templates: z.record(text, templateSchema) })
  .superRefine(({ nets, templates }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message })
    for (const [key, entry] of [...Object.entries(nets), ...Object.entries(templates)]) {
      if (key !== entry.name) refuse(`The entry ${key} calls itself ${entry.name}.`)
    }
    for (const template of Object.values(templates)) {
      for (const net of template.nets)
        if (!nets[net]) refuse(`${template.name} needs the net ${net}, which is not listed.`)
    }
  })

export type NetEntry = z.infer<typeof netSchema>
export type TemplateEntry = z.infer<typeof templateSchema>
export type Manifest = z.infer<typeof manifestSchema>

/** @throws ZodError that says which entry is wrong */
export function loadManifest(json: unknown = manifestJson): Manifest {
  return manifestSchema.parse(json)
}

/** What is stored with every template so that two models' templates never meet. */
export function modelRef({ name, version, sha256, dimension }: TemplateEntry): ModelRef {
  return { id: `${name}@${version}`, name, version, sha256, dimension }
}

/**
 * Refuses a file that is not the one the manifest pins: a swapped net would make templates that match nobody, or anybody.
 * @throws Error with both hashes
 */
export async function verifyModelFile(net: NetEntry, bytes: Uint8Array): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (found === net.sha256) return
  throw new Error(
    `${net.file} is not the file that models.json names: its SHA-256 is ${found}, expected ${net.sha256} ` +
      `(made from ${net.source.package} ${net.source.version}).`,
  )
}
