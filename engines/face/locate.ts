/**
 * From a picture to the faces that are really there, each with its points: detects, aligns, asks the mesh whether it is a
 * face, drops doubles. When the plain look finds nothing it looks again, closer, from further away and turned.
 */
import { squareMap, type Affine, type RgbImage } from '../image'
import type { Net } from '../runtime'
import { detect, detectorSize, squareSeen, wholePicture, type Detection } from './detect'
import { centreOf, distance, scaled, type Point, type Square } from './geometry'
import { landmarksIn, squareAround } from './landmarks'
import { meshIn, type Mesh } from './mesh'

export interface LocateNets {
  blazeface: Net
  landmark_68: Net
  facemesh: Net
}

export interface LocatedFace {
  detection: Detection
  /** 68 points in the picture. */
  points: Point[]
  mesh: Mesh
}

/**
 * A face of which the nets are less sure may stand on its head: 5 % of upright faces score lower than this at the
 * detector, 99 % of those upside down.
 */
const surelyUpright = { detection: 0.86, mesh: 0.9 }

/** How sure the detector must be for a place to be looked at; and detector and mesh together, 0..2, for it to be a face. */
const firstLook = { detection: 0.5, together: 1.2 }

/** Any look after the first must be surer, since it looks in more places and finds more that is none. */
const closerLook = { detection: 0.6, together: 1.6 }

/** Sides of the squares that the nets read, as multiples of what they are centred on. Chosen on LFW's development pairs. */
const roomOfDetection = 1.15
const roomOfPoints = 1.3
const roomOfMesh = 1.7
const roomOfMeshAtDetection = 1.4

/** Findings whose centres are closer, as a share of the larger one's side, are one face: two heads do not fit. */
const sameFaceDistance = 0.6

/** A mesh score from here on needs no second opinion. */
const convinced = 0.99

/** @returns the faces, most prominent first, at most `limit` */
export async function locateFaces(nets: LocateNets, image: RgbImage, limit: number): Promise<LocatedFace[]> {
  const faces = await facesIn(nets, image, wholePicture(image), limit, firstLook)
  if (faces.length === 0) return secondLook(nets, image, limit)
  const [{ detection, mesh }] = faces
  if (detection.score >= surelyUpright.detection && mesh.score >= surelyUpright.mesh) return faces
  // The nets also see a face that stands on its head, with the features of an upright one in the wrong places, but are less
  // sure of it: so a doubtful finding competes with what the picture shows when it is turned over.
  const turned = await facesIn(nets, image, turnedOver(image), limit, closerLook)
  return byProminence(distinct([...faces, ...turned]), image).slice(0, limit)
}

async function facesIn(nets: LocateNets, image: RgbImage, view: Affine, limit: number, floor: typeof firstLook) {
  const found = await detect(nets.blazeface, image, floor.detection, view)
  const faces: LocatedFace[] = []
  const candidates = byProminence(
    found.map((detection) => ({ detection })),
    image,
  )
  for (const { detection } of candidates.slice(0, limit)) {
    const face = await align(nets, image, detection)
    if (detection.score + face.mesh.score >= floor.together) faces.push(face)
  }
  return byProminence(distinct(faces), image)
}

function turnedOver(image: RgbImage): Affine {
  const { a, b, c, d, tx, ty } = wholePicture(image)
  return { a: -a, b: -b, c: -c, d: -d, tx: image.width - tx, ty: image.height - ty }
}

/**
 * Two passes of landmarks, then the mesh where they lie. Where that is not convinced the mesh also looks where the detector
 * looked, and the mean counts: on false findings the two looks contradict each other.
 */
async function align(nets: LocateNets, image: RgbImage, detection: Detection): Promise<LocatedFace> {
  const seen = squareSeen(detection)
  const first = await landmarksIn(nets.landmark_68, image, scaled(seen, roomOfDetection))
  const points = await landmarksIn(nets.landmark_68, image, scaled(squareAround(first), roomOfPoints))
  const mesh = await meshIn(nets.facemesh, image, scaled(squareAround(points), roomOfMesh))
  if (mesh.score >= convinced) return { detection, points, mesh }
  const other = await meshIn(nets.facemesh, image, scaled(seen, roomOfMeshAtDetection))
  const better = other.score > mesh.score ? other : mesh
  return { detection, points, mesh: { ...better, score: (mesh.score + other.score) / 2 } }
}

/** Of findings that are one face the surest stays. The mesh tells a wrong alignment better than the detector does. */
function distinct(faces: LocatedFace[]): LocatedFace[] {
  const certainty = ({ mesh, detection }: LocatedFace) => 4 * mesh.score + detection.score
  const kept: LocatedFace[] = []
  for (const face of [...faces].sort((left, right) => certainty(right) - certainty(left))) {
    if (!kept.some((other) => isSame(face, other))) kept.push(face)
  }
  return kept
}

function isSame(left: LocatedFace, right: LocatedFace): boolean {
  const [first, second] = [squareAround(left.points), squareAround(right.points)]
  return distance(first.centre, second.centre) < sameFaceDistance * Math.max(first.side, second.side)
}

/**
 * Largest first; of two of nearly one size the one nearer to the middle, since photographers put their subject there: the
 * area within the picture counts fully in the middle and half in a corner.
 */
function byProminence<T extends { detection: Detection }>(found: T[], image: RgbImage): T[] {
  const prominence = ({ detection: { box } }: T) => {
    const width = Math.min(box.x + box.width, image.width) - Math.max(box.x, 0)
    const height = Math.min(box.y + box.height, image.height) - Math.max(box.y, 0)
    const centre = centreOf(box)
    const fromMiddle = Math.hypot(centre.x - image.width / 2, centre.y - image.height / 2)
    return Math.max(0, width) * Math.max(0, height) * (1 - fromMiddle / Math.hypot(image.width, image.height))
  }
  return [...found].sort((left, right) => prominence(right) - prominence(left))
}

/**
 * Views of the picture, as squares, in the order in which they are tried: turned first, since in any other view a face on
 * its head may be taken for an upright one; then without the margin, from afar, and in nine parts.
 */
function secondViews({ width, height }: RgbImage): Square[] {
  const plain: Square = { centre: { x: width / 2, y: height / 2 }, side: Math.max(width, height), angle: 0 }
  const turned = [2, 1, 3].map((quarters) => ({ ...plain, side: plain.side * 1.5, angle: (quarters * Math.PI) / 2 }))
  const parts = [0.3, 0.5, 0.7].flatMap((y) =>
    [0.3, 0.5, 0.7].map((x) => ({ centre: { x: x * width, y: y * height }, side: plain.side / 2, angle: 0 })),
  )
  return [...turned, plain, { ...plain, side: plain.side * 2.5 }, ...parts]
}

async function secondLook(nets: LocateNets, image: RgbImage, limit: number): Promise<LocatedFace[]> {
  for (const { centre, side, angle } of secondViews(image)) {
    const view = squareMap(centre.x, centre.y, side, angle, detectorSize)
    const faces = await facesIn(nets, image, view, limit, closerLook)
    if (faces.length > 0) return faces
  }
  return []
}
