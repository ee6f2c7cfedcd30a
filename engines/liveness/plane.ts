/**
 * Whether points seen in two frames lie on one plane. A flat picture, however it is held, turned or brought closer, maps from one frame
 * to the other by a homography; a head that turns does not, because its nose is nearer than its cheeks.
 */
import { mean, type Point } from '../face/geometry'

/**
 * @param from and `to` the same points in two frames, at least five
 * @param unit pixels of `to` that count as one, e.g. the distance between the eyes
 * @returns root of the mean squared distance between `to` and the homography of `from` that comes nearest, in units
 */
export function offPlane(from: readonly Point[], to: readonly Point[], unit: number): number {
  const [source, target] = [centred(from), centred(to)]
  const h = fitHomography(source.points, target.points)
  let squares = 0
  source.points.forEach(({ x, y }, index) => {
    const w = h[6]! * x + h[7]! * y + 1
    const dx = (h[0]! * x + h[1]! * y + h[2]!) / w - target.points[index]!.x
    const dy = (h[3]! * x + h[4]! * y + h[5]!) / w - target.points[index]!.y
    squares += dx * dx + dy * dy
  })
  return (Math.sqrt(squares / from.length) * target.scale) / unit
}

/** About their mean, of size one, so that the equations are well conditioned. */
function centred(points: readonly Point[]): { points: Point[]; scale: number } {
  const centre = mean(points)
  const scale = Math.sqrt(
    points.reduce((sum, { x, y }) => sum + (x - centre.x) ** 2 + (y - centre.y) ** 2, 0) / points.length,
  )
  return { points: points.map(({ x, y }) => ({ x: (x - centre.x) / scale, y: (y - centre.y) / scale })), scale }
}

/** Least squares of the linear form, the last entry being 1. @returns the first eight, row by row */
function fitHomography(from: readonly Point[], to: readonly Point[]): Float64Array {
  const size = 8
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1))
  const add = (row: readonly number[], value: number) => {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) matrix[i]![j]! += row[i]! * row[j]!
      matrix[i]![size]! += row[i]! * value
    }
  }
  from.forEach(({ x, y }, index) => {
    const { x: u, y: v } = to[index]!
    add([x, y, 1, 0, 0, 0, -x * u, -y * u], u)
    add([0, 0, 0, x, y, 1, -x * v, -y * v], v)
  })
  return solved(matrix)
}

/** Gauss with the largest pivot; `rows` have the right side as their last entry. */
function solved(rows: Float64Array[]): Float64Array {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    }
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const top = rows[column]!
    for (let row = 0; row < size; row++) {
      if (row === column || top[column] === 0) continue
      const share = rows[row]![column]! / top[column]!
      for (let i = column; i <= size; i++) rows[row]![i]! -= share * top[i]!
    }
  }
  return Float64Array.from(rows, (row, index) => row[size]! / row[index]!)
}
