/**
 * From a frame to a decision, by the shipped pipeline: drawn or decoded, found, aligned, measured, described, and compared, as a terminal
 * does, with as many people as one may hold. Free of Node, so that a browser and the server are measured by the same code.
 */
import { HeldPeople } from '@/domain/terminals/device/held-people'
import { createFacePipeline } from '@/engines/face/pipeline'
import { loadShipped } from '@/engines/face/shipped-nets'
import type { RgbImage } from '@/engines/image'
import { normalise } from '@/engines/math'
import type { Manifest } from '@/engines/models'
import type { Runtime } from '@/engines/runtime'
import { Clocks, timedNets } from '../clocks'

export const heldPeople = 1_000

export const steps = ['frame', 'detect', 'landmarks', 'mesh', 'embed', 'search', 'own computing'] as const
export type Step = (typeof steps)[number]

export type FrameTimes = Record<Step | 'whole', number>

const stepOf: Record<string, Step> = {
  'net blazeface': 'detect',
  'net landmark_68': 'landmarks',
  'net facemesh': 'mesh',
  'net face_recognition': 'embed',
  frame: 'frame',
  search: 'search',
}

/**
 * @param readFile a net's bytes by its name in the manifest
 * @param frame gives the pixels of the next frame, however this host gets them
 * @returns measures so many frames with each call
 */
export async function frameClock(
  runtime: Runtime,
  manifest: Pick<Manifest, 'nets'>,
  readFile: (file: string) => Promise<Uint8Array>,
  frame: () => Promise<RgbImage>,
): Promise<(count: number) => Promise<FrameTimes[]>> {
  const clocks = new Clocks()
  const names = ['blazeface', 'landmark_68', 'facemesh', 'face_recognition'] as const
  const nets = timedNets(clocks, await loadShipped(runtime, manifest, readFile, names))
  const faces = createFacePipeline({ nets, decode: () => Promise.reject(new Error('Frames are decoded before.')) })
  const people = strangers(128)
  const draw = clocks.wrap('frame', frame)
  const search = clocks.wrap('search', async (probe: Float32Array) => people.nearest(probe, model))

  const decide = async (): Promise<FrameTimes> => {
    clocks.take()
    const startedAt = performance.now()
    const image = await draw()
    const picture = { image, format: 'jpeg' as const, widthPx: image.width, heightPx: image.height }
    const { faces: found } = await faces.readDecoded(picture, { maxFaces: 1 })
    if (found.length !== 1) throw new Error('Limen lost the face of the benchmark photo')
    await search(found[0].embedding!)
    return timesOf(performance.now() - startedAt, clocks)
  }
  return async (count) => {
    const times: FrameTimes[] = []
    while (times.length < count) times.push(await decide())
    return times
  }
}

function timesOf(whole: number, clocks: Clocks): FrameTimes {
  const times = Object.fromEntries([['whole', whole], ...steps.map((step) => [step, 0])]) as FrameTimes
  for (const [name, ms] of clocks.take()) {
    if (name === Clocks.any) times['own computing'] = whole - ms
    else times[stepOf[name]!] += ms
  }
  return times
}

const model = 'noise@1'

/** People as a terminal holds them, whose templates are noise: to the search one is as good as another. */
function strangers(dimension: number): HeldPeople {
  const people = Array.from({ length: heldPeople }, (_, person) => {
    const vector = normalise(Float32Array.from({ length: dimension }, (_, i) => Math.sin(person * 7919 + i * 104729)))
    return {
      subject: String(person),
      acs_id: null,
      acs_id_schema: null,
      templates: [{ id: String(person), model, vector: new Uint8Array(vector.buffer) }],
      scopes: [],
    }
  })
  const held = new HeldPeople()
  held.put(people)
  return held
}
