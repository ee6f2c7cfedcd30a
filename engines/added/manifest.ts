/**
 * What an operator says of a model that is to take the place of a shipped one: what goes in, what comes out, and at which scores it decides.
 * Only the net that makes the template is theirs; finding faces and speech stays with the shipped nets.
 */
import { z } from 'zod'
import { melInput, sha256, thresholdTable } from '../models'

/** Part of the names of galleries and of what is printed. */
const word = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be small letters, digits, dots, hyphens and underscores, at most 64')
const text = z.string().trim().min(1).max(2000)
const tensor = z.string().min(1).max(200)
const triple = z.tuple([z.number(), z.number(), z.number()])
const perColour = z.union([z.number(), triple], 'must be a number, or a list of three')

const common = {
  name: word,
  version: word,
  /** Under which it may be used, in the operator's words. */
  licence: text,
  /** Who trained it on what. */
  origin: text,
  /** Of the file. */
  sha256: sha256.optional(),
  output: z.strictObject({ name: tensor, dimension: z.int().min(8).max(4096) }),
  /** Null until they were fitted: the model can be added then, and not used. */
  thresholds: thresholdTable.nullable(),
}

const faceInput = z.strictObject({
  name: tensor,
  pixels: z.strictObject({
    width: z.literal(112),
    height: z.literal(112),
    /** Where eyes, nose and corners of the mouth come to lie: those of ArcFace. */
    points: z.literal('arcface-5'),
    colours: z.enum(['RGB', 'BGR']),
    /** A value of 0..255 becomes (value - mean) / std; three numbers stand in the order of `colours`. */
    mean: perColour,
    std: perColour.refine((std) => [std].flat().every((value) => value > 0), 'must be above 0'),
    layout: z.enum(['NCHW', 'NHWC']),
    /** Whether the mirrored chip is looked at as well and both outputs are averaged. */
    mirror: z.boolean(),
  }),
})

const voiceInput = z.strictObject({
  name: tensor,
  mel: melInput.superRefine(({ fft, frame, lowHz, highHz }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (fft < frame) refuse('fft', 'must be at least as long as a frame')
    if (!Number.isInteger(Math.log2(fft))) refuse('fft', 'must be a power of two')
    if (highHz <= lowHz) refuse('highHz', 'must be above lowHz')
  }),
})

/** A file beside the manifest: outputs of the net for strangers, float32 little-endian row by row. */
const cohort = z.strictObject({ file: text, sha256: sha256.optional(), top: z.int().positive() })

export const addedManifestSchema = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('face'), ...common, input: faceInput }),
      z.strictObject({
        kind: z.literal('voice'),
        ...common,
        input: voiceInput,
        cohort: cohort.nullable().default(null),
      }),
    ],
    'must be face or voice',
  )
  .superRefine(({ thresholds }, context) => {
    const points = [...(thresholds?.points ?? [])].sort((left, right) => right.fmr - left.fmr)
    const falls = points.some(({ threshold }, index) => index > 0 && threshold < points[index - 1]!.threshold)
    if (!falls) return
    context.addIssue({
      code: 'custom',
      path: ['thresholds', 'points'],
      message: 'must ask for a higher score where fewer strangers are to pass',
    })
  })

export type AddedManifest = z.output<typeof addedManifestSchema>
export type AddedFaceManifest = Extract<AddedManifest, { kind: 'face' }>
export type AddedVoiceManifest = Extract<AddedManifest, { kind: 'voice' }>

export const addedId = ({ name, version }: Pick<AddedManifest, 'name' | 'version'>) => `${name}@${version}`
