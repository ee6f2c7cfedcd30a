/** The engine on the server's side of a comparison: its own decoder and nets, and pictures of every kind that both sides have to read alike. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { defaultLimits } from '@/engines/decode'
import { decodeNode } from '@/engines/decode-node'
import { samplePath } from '@/engines/face/testing'
import { openLiveness } from '@/engines/liveness/testing'
import { FaceTracker } from '@/engines/liveness/track'
import type { Observation } from '@/engines/liveness/types'
import { cosine } from '@/engines/math'
import type { DetectedFace } from '@/engines/types'

export interface Shown {
  name: string
  /** As somebody would send it. */
  bytes: Buffer
}

const file = async (path: string): Promise<Shown> => ({ name: path.split('/').at(-1)!, bytes: await readFile(path) })
const sample = (name: string) => file(join(import.meta.dirname, '../samples', name))

/** Single people, and photographs of several. */
export const facesShown = (): Promise<Shown[]> =>
  Promise.all([
    ...['anna-1.jpg', 'ben-1.jpg', 'ben-2.jpg', 'dora-1.jpg', 'dora-2.jpg'].map(sample),
    ...[2, 5].map((number) => file(samplePath(number))),
  ])

/** One person in every kind of file, turned, clear, and larger than it is read. */
export async function kindsShown(): Promise<Shown[]> {
  const { bytes } = await sample('anna-1.jpg')
  const upright = () => sharp(bytes)
  const lying = await upright().rotate(90).jpeg({ quality: 95 }).withMetadata({ orientation: 8 }).toBuffer()
  return [
    { name: 'PNG', bytes: await upright().png().toBuffer() },
    { name: 'WebP', bytes: await upright().webp({ quality: 95 }).toBuffer() },
    { name: 'turned by EXIF', bytes: lying },
    { name: 'half clear', bytes: await upright().ensureAlpha(0.5).png().toBuffer() },
    { name: 'grey', bytes: await upright().toColourspace('b-w').jpeg().toBuffer() },
    { name: 'of 3,000 pixels', bytes: await upright().resize(3000).jpeg({ quality: 90 }).toBuffer() },
  ]
}

/** What neither side reads, and with what code. */
export async function refusedShown(): Promise<(Shown & { code: string })[]> {
  const { bytes } = await sample('anna-1.jpg')
  const [png, webp] = [await sharp(bytes).png().toBuffer(), await sharp(bytes).webp().toBuffer()]
  const half = (whole: Buffer) => whole.subarray(0, whole.length >> 1)
  const several = await sharp(bytes).resize(64, 64).gif().toBuffer()
  return [
    { name: 'nothing', bytes: Buffer.alloc(0), code: 'empty' },
    { name: 'text', bytes: Buffer.from('hello'), code: 'unsupported_format' },
    { name: 'a GIF', bytes: several, code: 'unsupported_format' },
    { name: 'half a JPEG', bytes: half(bytes), code: 'damaged' },
    { name: 'half a PNG', bytes: half(png), code: 'damaged' },
    { name: 'half a WebP', bytes: half(webp), code: 'damaged' },
    {
      name: 'a PNG behind the first bytes of a JPEG',
      bytes: Buffer.concat([Buffer.from('ffd8ff', 'hex'), png]),
      code: 'damaged',
    },
    { name: 'a speck', bytes: await sharp(bytes).resize(20, 20).jpeg().toBuffer(), code: 'too_small' },
    { name: 'too much', bytes: Buffer.concat([bytes, Buffer.alloc(21 * 2 ** 20)]), code: 'too_many_bytes' },
  ]
}

const engine = openLiveness()

/** @returns the server's reading of a picture, and the pixels it saw */
export async function readOnServer({
  bytes,
}: Shown): Promise<{ faces: DetectedFace[]; image: { width: number; height: number; data: Uint8Array } }> {
  const picture = await decodeNode(bytes, defaultLimits)
  const { faces } = await (await engine).faces.readDecoded(picture)
  return { faces, image: picture.image }
}

export const codeOnServer = async ({ bytes }: Shown): Promise<string | undefined> =>
  decodeNode(bytes, defaultLimits).then(
    () => undefined,
    ({ code }: { code: string }) => code,
  )

/** Of the templates of each face in turn; both sides put the same one first. */
export function likeness(ours: readonly DetectedFace[], theirs: readonly number[][]): number[] {
  return ours.map(({ embedding }, at) => cosine(embedding!, Float32Array.from(theirs[at]!)))
}

/** What is seen on the frames in turn. */
export async function seeOnServer(frames: readonly Shown[]): Promise<Observation[]> {
  const tracker = new FaceTracker((await engine).nets)
  const seen: Observation[] = []
  for (const { bytes } of frames) {
    const { image } = await decodeNode(bytes, defaultLimits)
    seen.push(await tracker.see(image, seen.length * 100))
  }
  return seen
}
