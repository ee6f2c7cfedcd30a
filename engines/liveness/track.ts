/**
 * Follows one face through the frames of a camera: where it is, how it is turned, whether its eyes are open. The same in the browser, for
 * guidance, and on the server, where a burst is judged. Most frames cost one look of the mesh net; the detector looks at every few frames
 * and whenever the face was lost, so that a second face does not go unseen for long.
 */
import { detect, squareSeen } from '../face/detect'
import {
  angleOf,
  boundsOf,
  centreOf,
  distance,
  levelled,
  mean,
  scaled,
  type Point,
  type Square,
} from '../face/geometry'
import { meshIn, type Mesh } from '../face/mesh'
import { luminanceOf, sharpnessOf, spreadOf } from '../face/quality'
import { cut, squareMap, type RgbImage } from '../image'
import { degrees } from '../math'
import type { Net } from '../runtime'
import { eyeGapIn } from './eyes'
import type { Observation, ObservedFace } from './types'

export interface TrackNets {
  blazeface: Net
  facemesh: Net
  iris: Net
}

/** Frames between two looks of the detector while a face is followed. */
const detectEvery = 5
/** How sure the detector must be of a place to look at, and the mesh of a face there. */
const [detectedAt, faceAt, otherFaceAt] = [0.5, 0.7, 0.9]
/** Another face counts when it is at least so wide, of the one followed. */
const otherShare = 0.5
/** Sides of the squares that the mesh reads, around a detection and around its own points of the frame before. */
const [roomOfDetection, roomOfMesh] = [1.4, 1.35]
/** Pixels a side of what light and blur are measured on. */
const measuredSize = 96

export class FaceTracker {
  #around: Square | null = null
  #sinceDetected = 0
  #faces = 0

  constructor(private readonly nets: TrackNets) {}

  /** @param eyes whether to look how far the eyes are open; costs as much as the rest together */
  async see(image: RgbImage, atMs: number, { eyes = true } = {}): Promise<Observation> {
    let mesh = this.#around && (await this.#meshAt(image, this.#around))
    if (!mesh || this.#sinceDetected >= detectEvery) mesh = await this.#detected(image, mesh)
    else this.#sinceDetected++
    this.#around = mesh && scaled(squareAround(mesh.points), roomOfMesh)
    if (!mesh) return { atMs, faces: 0, face: null }
    const eyeGap = eyes ? await eyeGapIn(this.nets.iris, image, mesh.points) : null
    return { atMs, faces: this.#faces, face: describe(image, mesh, eyeGap) }
  }

  async #meshAt(image: RgbImage, square: Square): Promise<Mesh | null> {
    const mesh = await meshIn(this.nets.facemesh, image, square)
    return mesh.score >= faceAt ? mesh : null
  }

  /** The face that is followed, or else the largest; counts those beside it. */
  async #detected(image: RgbImage, followed: Mesh | null): Promise<Mesh | null> {
    this.#sinceDetected = 0
    const found = await detect(this.nets.blazeface, image, detectedAt)
    const bySize = found.sort((left, right) => right.box.width - left.box.width)
    let subject = followed
    let others = 0
    for (const detection of bySize) {
      if (subject && isWithin(centreOf(detection.box), subject)) continue
      if (subject && detection.box.width < otherShare * boundsOf(subject.points).width) continue
      const mesh = await this.#meshAt(image, scaled(squareSeen(detection), roomOfDetection))
      if (!mesh) continue
      if (!subject) subject = mesh
      else if (mesh.score >= otherFaceAt && !isWithin(mean(mesh.points), subject)) others++
    }
    this.#faces = subject ? 1 + others : 0
    return subject
  }
}

function isWithin({ x, y }: Point, { points }: Mesh): boolean {
  const box = boundsOf(points)
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height
}

/** Corners of the eyes, those on the left of the picture first. */
const eyeCorners = [33, 133, 362, 263] as const

function eyesOf(points: readonly Point[]): [Point, Point] {
  const [a, b, c, d] = eyeCorners.map((index) => points[index]!) as [Point, Point, Point, Point]
  return [mean([a, b]), mean([c, d])]
}

/** The levelled square around the mesh. */
function squareAround(points: readonly Point[]): Square {
  const angle = angleOf(...eyesOf(points))
  const bounds = boundsOf(levelled(points, angle))
  const [centre] = levelled([centreOf(bounds)], -angle)
  return { centre: centre!, side: Math.max(bounds.width, bounds.height), angle }
}

function describe(
  image: RgbImage,
  { points, score, yawDegrees, pitchDegrees }: Mesh,
  eyeGap: number | null,
): ObservedFace {
  const [left, right] = eyesOf(points)
  const { centre, side, angle } = squareAround(points)
  const planes = new Float32Array(3 * measuredSize * measuredSize)
  cut(image, squareMap(centre.x, centre.y, side, angle, measuredSize), measuredSize, planes)
  const luminance = luminanceOf(planes, measuredSize)
  const box = boundsOf(points)
  return {
    box,
    score,
    yawDegrees,
    pitchDegrees,
    rollDegrees: degrees(angle),
    eyeDistancePx: distance(left, right),
    eyeGap,
    sizePx: Math.hypot(box.width, box.height),
    sharpness: sharpnessOf(luminance, measuredSize, inner),
    brightness: spreadOf(luminance, measuredSize, inner).mean,
    mesh: points,
  }
}

/** The part of the cut that every face fills. */
const inner = { left: 20, right: 76, top: 20, bottom: 80 }
