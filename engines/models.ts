/**
 * The manifest of models: which nets there are, where they come from, what goes in and out, and which of them make a
 * template. Reads and checks `models.json`; loads and runs nothing. Free of Node, so that a browser can check its files.
 */
import { z } from 'zod'
import manifestJson from './models.json'
import type { ModelRef, ThresholdTable } from './types'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const version = z.string().min(1)
/**
 * Named sizes are free: `batch` is any number of pictures, `height` and `width` are theirs in pixels, within what the notes allow, and
 * `steps` follows from the width.
 */
const shape = z.array(z.union([z.enum(['batch', 'height', 'width', 'steps']), z.int().positive()]))
const text = z.string().min(1)

/** Of an npm package: two TensorFlow.js files that are converted, or one that is ONNX already and is copied. */
const packageSource = z.strictObject({ package: text, version, files: z.array(text).min(1).max(2) })
/** A net of our own: its file is committed at this path of the checkout, and is copied. */
const ownSource = z.strictObject({ path: z.string().regex(/^engines\/[\w/-]+\.onnx$/) })

const netSchema = z.strictObject({
  name: text,
  version,
  /** File name inside the models folder. */
  file: z.string().regex(/^[\w-]+\.onnx$/),
  sha256,
  licence: text,
  /** Who trained it on what, as far as it is told; never a licence statement of ours. */
  origin: text,
  source: z.union([packageSource, ownSource]),
  input: z.strictObject({ name: text, shape, layout: text, range: z.tuple([z.number(), z.number()]) }),
  outputs: z.record(text, z.strictObject({ shape, meaning: text })),
  /** What the net's classes stand for, one a line: a file of the same package, copied beside the net. */
  classes: z.strictObject({ from: text, file: z.string().regex(/^[\w-]+\.txt$/), sha256 }).optional(),
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
    for (const { name, source, classes } of Object.values(nets)) {
      if (classes && !('package' in source)) refuse(`${name} takes classes from a package, but comes from none.`)
    }
    for (const [key, entry] of [...Object.entries(nets), ...Object.entries(templates)]) {
      if (key !== entry.name) refuse(`The entry ${key} calls itself ${entry.name}.`)
    }
    for (const template of Object.values(templates)) {
      for (const net of template.nets)
        if (!nets[net]) refuse(`${template.name} needs the net ${net}, which is not listed.`)
    }
  })

export type NetEntry = z.infer<typeof netSchema>
/** A file of the models folder. */
export type PinnedFile = Pick<NetEntry, 'file' | 'sha256' | 'source'>
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

/** The files of a net in the models folder: itself, and its classes where it has some. */
export function filesOf({ file, sha256, source, classes }: NetEntry): PinnedFile[] {
  return [{ file, sha256, source }, ...(classes ? [{ file: classes.file, sha256: classes.sha256, source }] : [])]
}

/** Where a net comes from, in few words. */
export function sourceName(source: NetEntry['source']): string {
  return 'path' in source ? source.path : `${source.package} ${source.version}`
}

/**
 * Refuses a file that is not the one the manifest pins: a swapped net would make templates that match nobody, or anybody.
 * @throws Error with both hashes
 */
export async function verifyModelFile({ file, sha256, source }: PinnedFile, bytes: Uint8Array): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (found === sha256) return
  throw new Error(
    `${file} is not the file that models.json names: its SHA-256 is ${found}, expected ${sha256} ` +
      `(made from ${sourceName(source)}).`,
  )
}
