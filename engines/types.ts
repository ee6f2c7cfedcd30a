/**
 * What the engines promise to the rest of Limen: bytes in, numbers out.
 * Types and error classes only, so that the browser, the server and the tests can share them.
 */
import type { AddedModel, ChosenModels } from './added/types'
import type { DocumentEngine } from './document/types'
import type { LivenessEngine } from './liveness/types'
import type { VoiceEngine } from './voice/types'

/** Names the model that made a template. Two templates are comparable only when `id` is equal. */
export interface ModelRef {
  /** `name@version`, e.g. `face-dlib128@1`. Stored with every template. */
  readonly id: string
  readonly name: string
  readonly version: string
  /** SHA-256 (hex) over the ONNX files that take part in making the template. */
  readonly sha256: string
  /** Number of floats in a template. */
  readonly dimension: number
}

/** One measured operating point of a 1:1 comparison. */
export interface OperatingPoint {
  /** False match rate, e.g. 0.001. */
  fmr: number
  /** Scores greater than or equal to this decide "same person". */
  threshold: number
  /** True where the evaluation data held too few comparisons to measure this point. */
  extrapolated: boolean
}

export interface ThresholdTable {
  /** Falling FMR: 1e-2, 1e-3, 1e-4, 1e-5. */
  points: OperatingPoint[]
  /** Scores that are shown as confidence 0 and 1. Default: those of a cosine, 0 and 1. */
  scale?: { zero: number; one: number }
  /** How many non-mated and mated comparisons the table was fitted on. */
  nonMatedComparisons: number
  matedComparisons: number
  /** In words: which data, which half. */
  fittedOn: string
}

/** Axis-aligned, in pixels of the picture after its EXIF turn. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Measured on one face; units in the names. */
export interface FaceQuality {
  /** 0..1, from the detector. */
  detectionScore: number
  /** 0..1, from the 468-point mesh: how sure it is that this is a face. */
  meshScore: number
  yawDegrees: number
  pitchDegrees: number
  rollDegrees: number
  eyeDistancePx: number
  /** Blur measure of the aligned chip, 0 (smeared) .. 1 (crisp). */
  sharpness: number
  /** Mean luminance of the aligned chip, 0..255. */
  brightness: number
  /** Standard deviation of the luminance of the aligned chip, 0..127. */
  contrast: number
  /** Share of the aligned chip that lies outside the picture, 0..1. */
  outsideShare: number
}

export interface FaceProperties {
  ageYears: number
  gender: 'male' | 'female'
  /** Strongest first. Empty unless asked for. */
  emotions: { name: string; score: number }[]
}

export interface DetectedFace {
  box: Box
  quality: FaceQuality
  /** L2-normalised template, or null when `embed: false`. */
  embedding: Float32Array | null
  properties: FaceProperties | null
}

export interface FaceReading {
  widthPx: number
  heightPx: number
  format: PictureFormat
  /** Largest box first. Empty when no face was found. */
  faces: DetectedFace[]
}

export type PictureFormat = 'jpeg' | 'png' | 'webp'

export interface FaceReadOptions {
  /** Make templates. Default true. */
  embed?: boolean
  /** Estimate age and gender (and emotions when 'with-emotions'). Default false. */
  properties?: boolean | 'with-emotions'
  /** Formats accepted. Default jpeg, png, webp. */
  formats?: PictureFormat[]
  /** Upper bound of faces looked at in full, largest first. Default 32. */
  maxFaces?: number
}

/** Of the call, not of the picture. */
export interface CallOptions {
  /** Whose call it is, e.g. the tenant's id: where pictures wait, shares take turns. */
  share?: string
  /** Takes the picture back while it waits: the caller has gone. */
  signal?: AbortSignal
  /**
   * Another picture of this call was read already: this one is not refused for want of room, and is the next of its share. At most
   * one at a time of each call, so that the queue grows by no more than there are calls that it let in.
   */
  accepted?: boolean
}

export interface FaceEngine {
  readonly model: ModelRef
  readonly thresholds: ThresholdTable
  /**
   * Decode (under limits, turned by EXIF), detect, align, measure, embed.
   * @throws PictureRefused when the bytes are not a picture we read
   * @throws EngineBusy when the bounded queue is full, and when the picture waited too long
   * @throws WorkerLost
   */
  read(picture: Uint8Array, options?: FaceReadOptions & CallOptions): Promise<FaceReading>
}

export interface GalleryEntry {
  /** The caller's id of the template; unique in its gallery. */
  id: string
  /** L2-normalised, length = the gallery's dimension. */
  vector: Float32Array
}

export interface GalleryMatch {
  id: string
  /** Cosine, equal to the plain float32 scan's value. */
  score: number
}

/** Exact 1:N search over named galleries (one per tenant and model), held in memory by one worker thread. */
export interface SearchEngine {
  /** Replaces entries with the same id. Visible to every search that is called after the promise resolves. */
  put(gallery: string, entries: GalleryEntry[]): Promise<void>
  remove(gallery: string, ids: string[]): Promise<void>
  /** Best first, at most `limit`, only scores >= `atLeast` (default: every score). Ties are broken by id. */
  search(gallery: string, probe: Float32Array, options: { limit: number; atLeast?: number }): Promise<GalleryMatch[]>
  /** Some entries, in an order that stays while nothing is put or removed; fewer or none at the end. */
  read(gallery: string, page: { from: number; count: number }): Promise<GalleryEntry[]>
  size(gallery: string): Promise<number>
  drop(gallery: string): Promise<void>
}

export interface EngineHealth {
  ready: boolean
  /** Workers that have loaded and warmed every model. */
  workers: number
  busy: number
  queued: number
  queueLimit: number
}

export interface Engines {
  readonly face: FaceEngine
  /** Shares its worker threads with `face`; a worker loads the nets of documents with the first document that it reads. */
  readonly document: DocumentEngine
  /** Shares its worker threads too, in the same way. */
  readonly voice: VoiceEngine
  /** Shares its worker threads too, in the same way. */
  readonly liveness: LivenessEngine
  readonly search: SearchEngine
  /** What stands in the place of the shipped models. */
  readonly models: ChosenModels
  /** Runs a model once, in a thread of its own. @throws ModelRefused, in words for the operator, when it cannot be used */
  tryModel(model: AddedModel): Promise<void>
  /**
   * Another set beside this one, with worker threads of its own, which start with its first reading, and the same search engine. Whoever
   * opens it closes it.
   * @param workers default: as many as this set has
   */
  open(models: ChosenModels, options?: { workers?: number }): Engines
  /** Resolves when every worker has loaded and warmed its models; rejects with the cause. */
  ready(): Promise<void>
  health(): EngineHealth
  /** True when the next `read` would be refused: lets HTTP answer 503 before a body is read. */
  isFull(share?: string): boolean
  close(): Promise<void>
}

export type PictureRefusal =
  'empty' | 'unsupported_format' | 'damaged' | 'animated' | 'too_many_pixels' | 'too_many_bytes' | 'too_small'

/** The bytes are not a picture that may be read. The message is for people and holds nothing of the picture. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused'
  constructor(
    readonly code: PictureRefusal,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}

/** For the log: whoever called is told the same in each case. */
export type BusyReason = 'queue_full' | 'waited_too_long' | 'caller_gone' | 'closing'

/** There was no room; try again later. */
export class EngineBusy extends Error {
  override readonly name = 'EngineBusy'
  constructor(
    readonly retryAfterSeconds: number,
    readonly reason: BusyReason = 'queue_full',
  ) {
    super(`All recognition workers are busy; try again in ${retryAfterSeconds} s.`)
  }
}

/** The worker that held this picture died or was stopped for taking too long. It may be tried again; `cause` says what happened. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost'
}

/** The nets could not make anything of this one picture or recording; those of others they may read. */
export class ReadingFailed extends Error {
  override readonly name = 'ReadingFailed'
}

/** The search worker has died or was closed and its galleries are gone: a new engine has to be made and filled. */
export class SearchStopped extends Error {
  override readonly name = 'SearchStopped'
}
