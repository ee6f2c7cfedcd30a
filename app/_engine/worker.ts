/**
 * The engine in a browser: a worker that reads faces by the very code that reads them on the server, and searches among those it was given.
 * Pictures do not leave it. `engine.ts` is its door on the page's side.
 */
import { expose } from 'comlink'
import { decodeQRBatch } from 'qr/decode.js'
import { browserFiles } from '@/engines/browser-files'
import { decodeBrowser, rgbOf } from '@/engines/decode-browser'
import { createFacePipeline, type FacePipeline } from '@/engines/face/pipeline'
import { loadShipped, templateName, type FaceNetName } from '@/engines/face/shipped-nets'
import type { RgbImage } from '@/engines/image'
import { LiveCheck, type LiveParts } from '@/engines/liveness/live-check'
import { loadTrackNets } from '@/engines/liveness/nets'
import { FaceTracker, type TrackNets } from '@/engines/liveness/track'
import type { LivenessJudgement, LivenessPlan, Observation } from '@/engines/liveness/types'
import { modelRef } from '@/engines/model-file'
import type { Manifest } from '@/engines/models'
import manifestJson from '@/engines/models.json' with { type: 'json' }
import { createRuntime, type Runtime } from '@/engines/runtime'
import runtimeFiles from '@/engines/runtime-files.json' with { type: 'json' }
import type { FaceReading, FaceReadOptions, ModelRef } from '@/engines/types'
import { keepFailures } from './failures'
import { openFiles, type Progress } from './model-cache'

export interface LoadOptions {
  /** Make templates; without, a reading tells where faces are and how good they are, and 6.5 MB less are fetched. Default true. */
  templates?: boolean
  /** Follow a face through the frames of a camera, its eyes included; without, 2.6 MB less are fetched. Default true. */
  tracking?: boolean
  /** As the bureau's own setting: templates of another model. Default false. */
  secondDescriptor?: boolean
  /** Threads an inference may use, where the browser has memory for them. Default: half of the cores, at most four. */
  threads?: number
}

export interface Loaded {
  /** What makes the templates; null without them. */
  model: ModelRef | null
  /** Threads that an inference really uses. */
  threads: number
}

/** Frames are larger than what any net looks at. */
const frameSide = 1280
/** All frames of a check are kept until its end. */
const checkSide = 640

// Checked by its own test; a browser need not carry what checks it.
const manifest = manifestJson as unknown as Manifest

let faces: FacePipeline | undefined
let trackNets: TrackNets | undefined
let tracker: FaceTracker | undefined
let liveParts: LiveParts | undefined
let check: LiveCheck | undefined

const worker = {
  /** Once; a worker cannot change its mind. @throws EngineUnavailable */
  async load(options: LoadOptions, onProgress: (progress: Progress) => void): Promise<Loaded> {
    const { templates = true, tracking = true, secondDescriptor = false } = options
    const names: FaceNetName[] = ['blazeface', 'landmark_68', 'facemesh']
    if (templates) names.push('face_recognition')
    if (templates && secondDescriptor) names.push('faceres')
    const netFiles = [...names, ...(tracking ? ['iris'] : [])].map((name) => manifest.nets[name]!.file)
    const wanted = [runtimeFiles.loader.file, runtimeFiles.wasm.file, ...netFiles]
    const files = await openFiles(
      browserFiles.filter(({ file }) => wanted.includes(file)),
      browserFiles,
      onProgress,
    )
    const runtime = startRuntime(options, files)
    const readFile = async (file: string) => files.get(file)!
    const nets = await loadShipped(runtime, manifest, readFile, names)
    faces = createFacePipeline({ nets, decode: decodeBrowser })
    trackNets = tracking ? await loadTrackNets(runtime, manifest, readFile, nets) : undefined
    if (!templates) return { model: null, threads: runtime.threads }
    const template = manifest.templates[templateName(secondDescriptor)]!
    const model = modelRef(template)
    const { thresholds } = template
    liveParts = trackNets && thresholds ? { nets: trackNets, faces, thresholds } : undefined
    return { model, threads: runtime.threads }
  },

  read: (picture: Uint8Array, options: FaceReadOptions) => pipeline().read(picture, options),

  readRgb: (image: RgbImage, options: FaceReadOptions) => readImage(image, image, options),

  readFrame: (frame: ImageBitmap, options: FaceReadOptions) => {
    const { width, height } = frame
    return readImage(taken(frame, frameSide), { width, height }, options)
  },

  /** What the QR codes on a frame say. */
  readCodes: async (frame: ImageBitmap): Promise<string[]> => {
    const image = taken(frame, frameSide)
    const [found = []] = await decodeQRBatch([image], { format: 'RGB' })
    // Where none is found the decoder says so by an error among its results.
    return found.filter((one) => typeof one === 'string')
  },

  see: (frame: ImageBitmap, atMs: number, options: { eyes?: boolean }): Promise<Observation> =>
    follower().see(taken(frame), atMs, options),

  forget(): void {
    tracker = undefined
  },

  beginCheck(plan: LivenessPlan): void {
    if (!liveParts) throw new Error('The engine was loaded without tracking or templates, and judges nobody.')
    check = new LiveCheck(liveParts, plan)
  },

  seeCheck: (frame: ImageBitmap, atMs: number): Promise<void> => underWay().see(taken(frame, checkSide), atMs),

  async endCheck(): Promise<LivenessJudgement> {
    const ended = underWay()
    check = undefined
    return ended.judge()
  },
}

export type EngineWorker = typeof worker

function startRuntime({ threads = usualThreads() }: LoadOptions, files: Map<string, Uint8Array<ArrayBuffer>>): Runtime {
  // From memory, so that the very bytes that were checked are those that run, with or without a network.
  const loader = new Blob([files.get(runtimeFiles.loader.file)!], { type: 'text/javascript' })
  return createRuntime({
    threads: crossOriginIsolated ? threads : 1,
    files: { loader: URL.createObjectURL(loader), wasm: files.get(runtimeFiles.wasm.file)! },
  })
}

const usualThreads = () => Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2)))

function taken(frame: ImageBitmap, maxSide?: number): RgbImage {
  try {
    return rgbOf(frame, maxSide)
  } finally {
    frame.close()
  }
}

/** @param size of the picture before it was shrunk: places are told in its pixels */
function readImage(
  image: RgbImage,
  { width, height }: { width: number; height: number },
  options: FaceReadOptions,
): Promise<FaceReading> {
  return pipeline().readDecoded({ image, format: 'jpeg', widthPx: width, heightPx: height }, options)
}

function follower(): FaceTracker {
  if (!trackNets) throw new Error('The engine was loaded without tracking, and follows nobody.')
  return (tracker ??= new FaceTracker(trackNets))
}

function underWay(): LiveCheck {
  if (!check) throw new Error('No check is under way.')
  return check
}

function pipeline(): FacePipeline {
  if (!faces) throw new Error('The engine has not been loaded yet.')
  return faces
}

keepFailures()
expose(worker)
