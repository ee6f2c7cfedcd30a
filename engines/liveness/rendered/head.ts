/**
 * A head that can turn: one photograph of a face laid over the relief that the mesh net reads from it, rounded off behind. It is the
 * stand-in for a living person where there is none, and says nothing of how real people fare.
 */
import type { RgbImage } from '../../image'
import { mean, type Point } from '../../face/geometry'
import { Canvas, type Vertex } from './paint'
import { triangulate, type Triangle } from './triangles'

/** How the head is held; degrees as `Observation` has them. */
export interface Pose {
  yawDegrees: number
  pitchDegrees: number
  rollDegrees: number
  /** 0 open … 1 closed */
  eyesClosed: number
  /** How much larger than at rest. */
  closeness: number
  /** Of the frame's width and height, from its middle. */
  shift: Point
}

export const atRest: Pose = {
  yawDegrees: 0,
  pitchDegrees: 0,
  rollDegrees: 0,
  eyesClosed: 0,
  closeness: 1,
  shift: { x: 0, y: 0 },
}

/** The outline of the face in the mesh, once around. */
const outline = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]
/** Rings around the outline: how much wider they are, and how far they lie behind it, in widths of the face. */
const rings = [
  { wider: 1.18, behind: 0.3 },
  { wider: 1.45, behind: 0.6 },
  { wider: 1.8, behind: 0.85 },
]
/** Points of each upper lid and the point of the lower lid that it meets; then the fold above, which follows half the way. */
const lids: readonly (readonly [number, number])[] = [
  [246, 7],
  [161, 163],
  [160, 144],
  [159, 145],
  [158, 153],
  [157, 154],
  [173, 155],
  [466, 249],
  [388, 390],
  [387, 373],
  [386, 374],
  [385, 380],
  [384, 381],
  [398, 382],
]
const folds: readonly (readonly [number, number])[] = [
  [247, 246],
  [30, 161],
  [29, 160],
  [27, 159],
  [28, 158],
  [56, 157],
  [190, 173],
  [467, 466],
  [260, 388],
  [259, 387],
  [257, 386],
  [258, 385],
  [286, 384],
  [414, 398],
]

/** Points of the lower lids and those below them. */
const belowLids: readonly (readonly [number, number])[] = [
  [7, 25],
  [163, 110],
  [144, 24],
  [145, 23],
  [153, 22],
  [154, 26],
  [155, 112],
  [249, 255],
  [390, 339],
  [373, 254],
  [374, 253],
  [380, 252],
  [381, 256],
  [382, 341],
]

/** In widths of the face: how far behind the face's middle the head turns, and how far away the camera is. */
const [turnsBehind, cameraAway] = [0.55, 4]

interface SpacePoint extends Point {
  /** Greater is farther, in the unit of x and y. */
  z: number
}

export class Head {
  readonly #points: SpacePoint[]
  readonly #triangles: Triangle[]
  readonly #centre: Point
  /** Between the cheeks. */
  readonly #width: number

  /** @param mesh 468 points in the pixels of the picture, with their depth */
  constructor(
    private readonly texture: RgbImage,
    mesh: readonly SpacePoint[],
  ) {
    this.#centre = mean(mesh)
    this.#width = Math.hypot(mesh[454]!.x - mesh[234]!.x, mesh[454]!.y - mesh[234]!.y)
    const around = rings.flatMap(({ wider, behind }) =>
      outline.map((index) => {
        const { x, y, z } = mesh[index]!
        const out = (from: number, middle: number) => middle + (from - middle) * wider
        return { x: out(x, this.#centre.x), y: out(y, this.#centre.y), z: z + behind * this.#width }
      }),
    )
    this.#points = [...mesh, ...around]
    this.#triangles = triangulate(this.#points)
  }

  /**
   * @param faceShare width of the face over the frame's at rest
   * @param flat the picture as a flat thing that is held and turned, in place of a head
   */
  frame(
    pose: Pose,
    {
      width,
      height,
      faceShare = 0.3,
      flat = false,
    }: { width: number; height: number; faceShare?: number; flat?: boolean },
  ): RgbImage {
    const canvas = new Canvas(width, height, (down) => [168 - 30 * down, 172 - 34 * down, 176 - 36 * down])
    const points = flat ? this.#points.map((point) => ({ ...point, z: 0 })) : withEyes(this.#points, pose.eyesClosed)
    const skin = flat ? this.#points : withLids(this.#points, pose.eyesClosed)
    const vertices = this.#placed(points, skin, pose, { width, height, faceShare, flat })
    canvas.paint(this.texture, vertices, this.#triangles)
    return canvas.image
  }

  #placed(
    points: readonly SpacePoint[],
    skin: readonly Point[],
    { yawDegrees, pitchDegrees, rollDegrees, closeness, shift }: Pose,
    { width, height, faceShare, flat }: { width: number; height: number; faceShare: number; flat: boolean },
  ): Vertex[] {
    const radians = (degrees: number) => (degrees * Math.PI) / 180
    const [yaw, pitch, roll] = [radians(-yawDegrees), radians(-pitchDegrees), radians(rollDegrees)]
    const pixels = (faceShare * width) / this.#width
    const away = (cameraAway * this.#width) / closeness
    const behind = flat ? 0 : turnsBehind * this.#width
    return points.map((point, index) => {
      let [x, y, z] = [point.x - this.#centre.x, point.y - this.#centre.y, point.z - behind]
      ;[x, z] = [x * Math.cos(yaw) + z * Math.sin(yaw), z * Math.cos(yaw) - x * Math.sin(yaw)]
      ;[y, z] = [y * Math.cos(pitch) - z * Math.sin(pitch), z * Math.cos(pitch) + y * Math.sin(pitch)]
      ;[x, y] = [x * Math.cos(roll) - y * Math.sin(roll), y * Math.cos(roll) + x * Math.sin(roll)]
      z += behind
      const nearer = (pixels * cameraAway * this.#width) / (away + z)
      const { x: u, y: v } = skin[index]!
      return {
        x: width * (0.5 + shift.x) + x * nearer,
        y: height * (0.5 + shift.y) + y * nearer,
        depth: away + z,
        u,
        v,
      }
    })
  }
}

function withEyes(points: readonly SpacePoint[], closed: number): SpacePoint[] {
  const moved = [...points]
  const lower = (index: number, to: SpacePoint, share: number) => {
    const from = points[index]!
    moved[index] = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, z: from.z }
  }
  for (const [upper, below] of lids) lower(upper, points[below]!, closed)
  for (const [fold, upper] of folds) {
    const by = { x: moved[upper]!.x - points[upper]!.x, y: moved[upper]!.y - points[upper]!.y }
    const from = points[fold]!
    moved[fold] = { x: from.x + by.x / 2, y: from.y + by.y / 2, z: from.z }
  }
  return moved
}

/** What is seen at the edges of lids that close is their skin: the mesh lies a little inside of the eye. */
function withLids(points: readonly SpacePoint[], closed: number): Point[] {
  const seen: Point[] = [...points]
  const towards = (index: number, skin: number, share: number) => {
    const [from, to] = [points[index]!, points[skin]!]
    seen[index] = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
  }
  folds.forEach(([fold, upper]) => towards(upper, fold, 0.5 * closed))
  for (const [lower, below] of belowLids) towards(lower, below, 0.4 * closed)
  return seen
}
