/** The steps of reading faces, strung together: decode, locate, cut the chip, measure, embed, guess. Runs in the calling thread. */
import type { AddedFaceManifest } from '../added/manifest'
import type { AddedNet } from '../added/run'
import { defaultLimits, type Decode, type DecodedPicture } from '../decode'
import { cut, type RgbImage } from '../image'
import type { Net } from '../runtime'
import type { Box, DetectedFace, FaceReading, FaceReadOptions } from '../types'
import { chipMap, chipSize } from './chip'
import { embed } from './embed'
import { embedAdded } from './embed-added'
import { squareSeen } from './detect'
import { locateFaces, type LocatedFace, type LocateNets } from './locate'
import { guessProperties } from './properties'
import { measure } from './quality'
import { embedSecond, joined } from './second'

export interface FaceNets extends LocateNets {
  /** Absent where no templates are made. */
  face_recognition?: Net
  /** Absent where nobody asks what a face looks like. */
  age_gender?: Net
  face_expression?: Net
  /** Present when templates are to carry the second descriptor. */
  faceres?: Net
  /** Makes templates in the place of those two. */
  added?: AddedNet<AddedFaceManifest>
}

export interface FacePipeline {
  /** @throws PictureRefused */
  read(picture: Uint8Array, options?: FaceReadOptions): Promise<FaceReading>
  /** The same without decoding. */
  readDecoded(picture: DecodedPicture, options?: FaceReadOptions): Promise<FaceReading>
}

export function createFacePipeline({ nets, decode }: { nets: FaceNets; decode: Decode }): FacePipeline {
  const readDecoded = async (picture: DecodedPicture, options: FaceReadOptions = {}): Promise<FaceReading> => {
    const faces: DetectedFace[] = []
    for (const face of await locateFaces(nets, picture.image, options.maxFaces ?? 32)) {
      faces.push(await describe(nets, picture, face, options))
    }
    return { widthPx: picture.widthPx, heightPx: picture.heightPx, format: picture.format, faces }
  }
  return {
    readDecoded,
    async read(picture, options = {}) {
      const formats = options.formats ?? defaultLimits.formats
      return readDecoded(await decode(picture, { ...defaultLimits, formats }), options)
    },
  }
}

async function describe(
  nets: FaceNets,
  { image, widthPx, heightPx }: DecodedPicture,
  face: LocatedFace,
  { embed: wantsEmbedding = true, properties = false }: FaceReadOptions,
): Promise<DetectedFace> {
  const chip = new Float32Array(3 * chipSize * chipSize)
  const outsideShare = cut(image, chipMap(face.points), chipSize, chip)
  const pixelRatio = Math.max(widthPx, heightPx) / Math.max(image.width, image.height)
  const expressionNet = properties === 'with-emotions' ? loaded(nets, 'face_expression') : null
  return {
    box: inOriginal(face.detection.box, pixelRatio, widthPx, heightPx),
    quality: measure(face, chip, outsideShare, pixelRatio),
    embedding: wantsEmbedding ? await templateOf(nets, image, face, chip) : null,
    properties: properties
      ? await guessProperties(loaded(nets, 'age_gender'), expressionNet, image, face.points)
      : null,
  }
}

async function templateOf(
  nets: FaceNets,
  image: RgbImage,
  { points, detection }: LocatedFace,
  chip: Float32Array,
): Promise<Float32Array> {
  if (nets.added) return embedAdded(nets.added, image, points)
  const template = await embed(loaded(nets, 'face_recognition'), chip)
  return nets.faceres ? joined(template, await embedSecond(nets.faceres, image, squareSeen(detection))) : template
}

function loaded(nets: FaceNets, name: 'face_recognition' | 'age_gender' | 'face_expression'): Net {
  const net = nets[name]
  if (!net) throw new Error(`The net ${name} was left out when the nets were loaded.`)
  return net
}

/** From the decoded picture to the original, clipped to it. */
function inOriginal(box: Box, ratio: number, widthPx: number, heightPx: number): Box {
  const x = Math.max(0, box.x * ratio)
  const y = Math.max(0, box.y * ratio)
  return {
    x,
    y,
    width: Math.min(widthPx, (box.x + box.width) * ratio) - x,
    height: Math.min(heightPx, (box.y + box.height) * ratio) - y,
  }
}
