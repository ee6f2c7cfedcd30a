/**
 * From a picture to the faces that are really there, each with its points: detects, aligns, asks the mesh whether it is a
 * face, drops doubles. When the plain look finds nothing it looks again, closer, from further away and turned.
 */
import { squareMap, type RgbImage } from '../image'
import type { Net } from '../runtime'
import type { Box } from '../types'
import { detect, detectorSize, squareSeen, wholePicture, withoutDuplicates, type Detection } from './detect'
import { centreOf, overlap, scaled, type Point, type Square } from './geometry'
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

/** Detections from this score on are looked at. */
const detectionFloor = 0.5

/** Upright faces score lower in 6 % of pictures, faces upside down in 92 %. */
const surelyUpright = 0.82

/** What the mesh must say of a detection for it to count as a face. */
const meshFloor = 0.5

/** After a second look both must be surer, since it looks in many more places. */
const secondLookFloor = { detection: 0.6, mesh: 0.9 }

/** Sides of the squares that the nets read, as multiples of what they are centred on. Chosen on LFW's development pairs. */
const roomOfDetection = 1.15
const roomOfPoints = 1.3
const roomOfMesh = 1.7
const roomOfMeshAtDetection = 1.4

/** Aligned faces whose outlines overlap by more are one face, however far apart their detections lay. */
const sameFaceOverlap = 0.4

/** @returns the faces, most prominent first, at most `limit` */
export async function locateFaces(nets: LocateNets, image: RgbImage, limit: number): Promise<LocatedFace[]> {
  const faces = await confirm(nets, image, await detectEitherWayUp(nets.blazeface, image), limit, meshFloor)
  return faces.length > 0 ? faces : secondLook(nets, image, limit)
}

/**
 * The detector also sees faces that stand on their head, but then with the keypoints of an upright one. It is surer of
 * the right way up (228 of 228 pictures tried both ways), so a weak finding is compared with the picture turned over.
 */
async function detectEitherWayUp(net: Net, image: RgbImage): Promise<Detection[]> {
  const found = await detect(net, image, detectionFloor)
  if (found.length === 0 || byProminence(found, image)[0].score >= surelyUpright) return found
  const { a, b, c, d, tx, ty } = wholePicture(image)
  const turnedOver = { a: -a, b: -b, c: -c, d: -d, tx: image.width - tx, ty: image.height - ty }
  return withoutDuplicates([...found, ...(await detect(net, image, detectionFloor, turnedOver))])
}

async function confirm(nets: LocateNets, image: RgbImage, found: Detection[], limit: number, floor: number) {
  const faces: LocatedFace[] = []
  for (const detection of byProminence(found, image).slice(0, limit)) {
    const face = await align(nets, image, detection)
    if (face.mesh.score >= floor && !faces.some((other) => isSame(face, other))) faces.push(face)
  }
  return faces
}

/** Two passes of landmarks, then the mesh where they lie; where that is not convincing, the mesh where the detector looked. */
async function align(nets: LocateNets, image: RgbImage, detection: Detection): Promise<LocatedFace> {
  const seen = squareSeen(detection)
  const first = await landmarksIn(nets.landmark_68, image, scaled(seen, roomOfDetection))
  const points = await landmarksIn(nets.landmark_68, image, scaled(squareAround(first), roomOfPoints))
  const mesh = await meshIn(nets.facemesh, image, scaled(squareAround(points), roomOfMesh))
  if (mesh.score >= meshFloor) return { detection, points, mesh }
  const atDetection = await meshIn(nets.facemesh, image, scaled(seen, roomOfMeshAtDetection))
  return { detection, points, mesh: atDetection.score > mesh.score ? atDetection : mesh }
}

function isSame(left: LocatedFace, right: LocatedFace): boolean {
  return overlap(outline(left), outline(right)) > sameFaceOverlap
}

function outline({ points }: LocatedFace): Box {
  const { centre, side } = squareAround(points)
  return { x: centre.x - side / 2, y: centre.y - side / 2, width: side, height: side }
}

/**
 * Largest first; of two of nearly one size the one nearer to the middle, since photographers put their subject there: the
 * area within the picture counts fully in the middle and half in a corner.
 */
function byProminence(found: Detection[], image: RgbImage): Detection[] {
  const prominence = ({ box }: Detection) => {
    const width = Math.min(box.x + box.width, image.width) - Math.max(box.x, 0)
    const height = Math.min(box.y + box.height, image.height) - Math.max(box.y, 0)
    const centre = centreOf(box)
    const fromMiddle = Math.hypot(centre.x - image.width / 2, centre.y - image.height / 2)
    return Math.max(0, width) * Math.max(0, height) * (1 - fromMiddle / Math.hypot(image.width, image.height))
  }
  return [...found].sort((left, right) => prominence(right) - prominence(left))
}

/** Views of the picture, as squares, in the order in which they are tried. */
function secondViews({ width, height }: RgbImage): Square[] {
  const centre = { x: width / 2, y: height / 2 }
  const side = Math.max(width, height)
  const quarter = Math.PI / 2
  const further: Square[] = [{ centre, side: side * 1.6, angle: 0 }]
  const turned: Square[] = [1, 3, 2].map((quarters) => ({ centre, side, angle: quarters * quarter }))
  const closer: Square[] = [0.3, 0.5, 0.7].flatMap((y) =>
    [0.3, 0.5, 0.7].map((x) => ({ centre: { x: x * width, y: y * height }, side: side * 0.5, angle: 0 })),
  )
  return [...further, ...turned, ...closer]
}

async function secondLook(nets: LocateNets, image: RgbImage, limit: number): Promise<LocatedFace[]> {
  for (const { centre, side, angle } of secondViews(image)) {
    const map = squareMap(centre.x, centre.y, side, angle, detectorSize)
    const found = await detect(nets.blazeface, image, secondLookFloor.detection, map)
    const faces = await confirm(nets, image, found, limit, secondLookFloor.mesh)
    if (faces.length > 0) return faces
  }
  return []
}
