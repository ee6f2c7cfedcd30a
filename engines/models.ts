/**
 * The manifest of models: which nets there are, where they come from, what goes in and out, and which of them make a
 * template. Reads and checks `models.json`; loads and runs nothing.
 */
import { z } from 'zod'
import manifestJson from './models.json' with { type: 'json' }
import { cosineScale } from './thresholds'
import type { ThresholdTable } from './types'
import type { MelInput } from './voice/features'

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const version = z.string().min(1)
/**
 * Named sizes are free: `batch` is any number of pictures or sounds, `height` and `width` are of pictures in pixels, within what the
 * notes allow, `steps` follows from the width, and `frames` is the length of a sound.
 */
const shape = z.array(z.union([z.enum(['batch', 'height', 'width', 'steps', 'frames']), z.int().positive()]))
const text = z.string().min(1)

/** What a net hears of a voice; `MelInput` of voice/features.ts says what each means. */
export const melInput: z.ZodType<MelInput> = z.strictObject({
  bands: z.int().positive(),
  lowHz: z.number().nonnegative(),
  highHz: z.number().positive().max(8_000),
  frame: z.int().positive(),
  hop: z.int().positive(),
  fft: z.int().positive(),
  window: z.enum(['hann', 'hamming', 'povey']),
  preEmphasis: z.number().min(0).max(1),
  floor: z.number().positive(),
  level: z.number().positive().nullable(),
  scale: z.number().positive(),
  mean: z.enum(['bands', 'whole', 'none']),
  leastFrames: z.int().positive(),
  layout: z.enum(['bands x frames', 'frames x bands']),
})

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
  /** Inputs beside the one that holds what is looked at or heard. */
  settings: z.record(text, z.strictObject({ type: z.enum(['float32', 'int64']), shape, meaning: text })).optional(),
  outputs: z.record(text, z.strictObject({ shape, meaning: text })),
  /** What the net's classes stand for, one a line: a file of the same package, copied beside the net. */
  classes: z.strictObject({ from: text, file: z.string().regex(/^[\w-]+\.txt$/), sha256 }).optional(),
  mel: melInput.optional(),
  /**
   * Outputs of the net for people who are nobody's users, float32 little-endian row by row: a score is stated against theirs. `top` of
   * them, the most alike, count for each template. Committed at `from`, copied beside the net.
   */
  cohort: z
    .strictObject({
      from: z.string().regex(/^engines\/[\w/-]+\.bin$/),
      file: z.string().regex(/^[\w-]+\.bin$/),
      sha256,
      rows: z.int().positive(),
      top: z.int().positive(),
    })
    .optional(),
  notes: text,
})

const operatingPoint = z.strictObject({
  fmr: z.number().positive().max(1),
  threshold: z.number(),
  extrapolated: z.boolean(),
})

export const thresholdTable: z.ZodType<ThresholdTable> = z
  .strictObject({
    points: z.array(operatingPoint).min(1),
    scale: z.strictObject({ zero: z.number(), one: z.number() }).optional(),
    nonMatedComparisons: z.int().nonnegative(),
    matedComparisons: z.int().nonnegative(),
    fittedOn: text,
  })
  .superRefine(({ points, scale = cosineScale }, context) => {
    const least = scale === cosineScale ? -1 : scale.zero
    for (const { threshold } of points) {
      if (threshold >= least && threshold <= scale.one) continue
      context.addIssue({ code: 'custom', message: `The threshold ${threshold} is a score that nothing reaches.` })
    }
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

/** The files of a net in the models folder: itself, then its classes and its cohort where it has some. */
export function filesOf({ file, sha256, source, classes, cohort }: NetEntry): PinnedFile[] {
  return [
    { file, sha256, source },
    ...(classes ? [{ file: classes.file, sha256: classes.sha256, source }] : []),
    ...(cohort ? [{ file: cohort.file, sha256: cohort.sha256, source: { path: cohort.from } }] : []),
  ]
}
