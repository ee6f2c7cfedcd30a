/** Delaunay triangles of points in the plane (Bowyer and Watson): few and once per head, so clarity before speed. */
import type { Point } from '../../face/geometry'

export type Triangle = readonly [number, number, number]

interface Circled {
  corners: Triangle
  x: number
  y: number
  squaredRadius: number
}

/** @returns indices into `points`, three a triangle */
export function triangulate(points: readonly Point[]): Triangle[] {
  const count = points.length
  const far = 20 * Math.max(...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))
  // Three more that hold all of them.
  const all = [...points, { x: -far, y: -far }, { x: far, y: -far }, { x: 0, y: 2 * far }]
  let triangles: Circled[] = [circled(all, [count, count + 1, count + 2])]
  points.forEach(({ x, y }, index) => {
    const isHit = (one: Circled) => (one.x - x) ** 2 + (one.y - y) ** 2 < one.squaredRadius
    const hit = triangles.filter(isHit)
    const edges = rimOf(hit)
    triangles = triangles.filter((one) => !isHit(one))
    for (const [from, to] of edges) {
      const triangle = circled(all, [from, to, index])
      if (Number.isFinite(triangle.squaredRadius)) triangles.push(triangle)
    }
  })
  return triangles.map(({ corners }) => corners).filter((corners) => corners.every((index) => index < count))
}

/** Edges that only one of the triangles has. */
function rimOf(triangles: readonly Circled[]): [number, number][] {
  const edges = new Map<string, [number, number]>()
  for (const { corners } of triangles) {
    for (let i = 0; i < 3; i++) {
      const edge: [number, number] = [corners[i]!, corners[(i + 1) % 3]!]
      const name = [...edge].sort((a, b) => a - b).join(' ')
      if (!edges.delete(name)) edges.set(name, edge)
    }
  }
  return [...edges.values()]
}

function circled(points: readonly Point[], corners: Triangle): Circled {
  const [a, b, c] = corners.map((index) => points[index]!) as [Point, Point, Point]
  const twice = 2 * (a.x * (b.y - c.y) + b.x * (c.y - a.y) + c.x * (a.y - b.y))
  const [aa, bb, cc] = [a, b, c].map(({ x, y }) => x * x + y * y) as [number, number, number]
  const x = (aa * (b.y - c.y) + bb * (c.y - a.y) + cc * (a.y - b.y)) / twice
  const y = (aa * (c.x - b.x) + bb * (a.x - c.x) + cc * (b.x - a.x)) / twice
  return { corners, x, y, squaredRadius: (a.x - x) ** 2 + (a.y - y) ** 2 }
}
