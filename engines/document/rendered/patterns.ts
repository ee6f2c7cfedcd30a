/** What is printed behind the text of a document, the scribble of a signature, and the outline of a head: SVG, in millimetres. */
import type { Box } from '../../types'
import type { Random } from './random'

/** A pale colour of the hue, as paper is printed in. */
export const pale = (chance: Random, lightness = 86) =>
  `hsl(${chance.whole(0, 359)} ${chance.whole(25, 60)}% ${lightness}%)`

const kinds = ['waves', 'rosettes', 'lines', 'dots', 'lattice', 'plain'] as const

/** Fine security print over a whole document. */
export function securityPrint(chance: Random, width: number, height: number): string {
  const tint = pale(chance, 93)
  const other = pale(chance, 91)
  const turn = chance.pick([0, 1])
  const paper = `<linearGradient id="paper" x2="${turn}" y2="${1 - turn}"><stop stop-color="${tint}"/><stop offset="1" stop-color="${other}"/></linearGradient><rect width="${width}" height="${height}" fill="url(#paper)"/>`
  const ink = pale(chance, chance.whole(66, 80))
  const draw = { waves, rosettes, lines, dots, lattice, plain: () => '' }[chance.pick(kinds)]
  return `${paper}<g fill="none" stroke="${ink}" stroke-width="${chance.between(0.08, 0.2).toFixed(3)}">${draw(chance, width, height)}</g>`
}

function waves(chance: Random, width: number, height: number): string {
  const length = chance.between(6, 24)
  const swing = chance.between(1, 5)
  const step = chance.between(0.7, 1.6)
  const paths: string[] = []
  for (let y = -swing; y < height + swing; y += step) {
    const phase = (y / height) * length * 2
    const points: string[] = []
    for (let x = 0; x <= width + 1; x += 1.5) {
      const wave = Math.sin(((x + phase) / length) * 2 * Math.PI) * swing * Math.sin((x / width) * Math.PI)
      points.push(`${x.toFixed(1)} ${(y + wave).toFixed(2)}`)
    }
    paths.push(`<path d="M${points.join('L')}"/>`)
  }
  return paths.join('')
}

function rosettes(chance: Random, width: number, height: number): string {
  return Array.from({ length: chance.whole(2, 5) }, () => {
    const [cx, cy] = [chance.between(0, width), chance.between(0, height)]
    const [outer, inner] = [chance.between(8, 22), chance.between(2, 7)]
    const petals = chance.whole(7, 23)
    const points = Array.from({ length: 720 }, (_, i) => {
      const angle = (i / 720) * 4 * Math.PI
      const radius = outer + inner * Math.sin((petals * angle) / 2)
      return `${(cx + radius * Math.cos(angle)).toFixed(2)} ${(cy + radius * Math.sin(angle)).toFixed(2)}`
    })
    return `<path d="M${points.join('L')}Z"/><circle cx="${cx}" cy="${cy}" r="${outer * 0.6}"/>`
  }).join('')
}

function lines(chance: Random, width: number, height: number): string {
  const step = chance.between(0.6, 1.4)
  const lean = chance.between(-0.8, 0.8) * height
  const count = Math.ceil((width + 2 * Math.abs(lean)) / step)
  return Array.from({ length: count }, (_, i) => {
    const x = i * step - Math.abs(lean)
    return `<path d="M${x.toFixed(2)} 0L${(x + lean).toFixed(2)} ${height}"/>`
  }).join('')
}

function dots(chance: Random, width: number, height: number): string {
  const step = chance.between(1.2, 2.2)
  const centre = { x: chance.between(0, width), y: chance.between(0, height) }
  const path: string[] = []
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const size = 0.35 * Math.abs(Math.sin(Math.hypot(x - centre.x, y - centre.y) / 6))
      path.push(`M${x.toFixed(1)} ${y.toFixed(1)}h${size.toFixed(2)}`)
    }
  }
  return `<path stroke-width="0.4" d="${path.join('')}"/>`
}

function lattice(chance: Random, width: number, height: number): string {
  return lines(chance, width, height) + lines(chance, width, height)
}

/** A scribble that fills most of a box. */
export function signature(chance: Random, { x, y, width, height }: Box): string {
  const count = chance.whole(7, 12)
  const points = Array.from({ length: count }, (_, i) => ({
    x: x + ((i + chance.between(-0.4, 0.6)) / count) * width,
    y: y + (0.5 + (i % 2 ? 1 : -1) * chance.between(0.1, 0.5)) * height,
  }))
  const [first, ...rest] = points
  let path = `M${first!.x.toFixed(2)} ${first!.y.toFixed(2)}`
  rest.forEach((point, i) => {
    const before = points[i]!
    const bend = chance.between(-0.5, 1.2) * (width / count)
    path += `C${(before.x + bend).toFixed(2)} ${before.y.toFixed(2)} ${(point.x - bend).toFixed(2)} ${point.y.toFixed(2)} ${point.x.toFixed(2)} ${point.y.toFixed(2)}`
  })
  return `<path d="${path}" fill="none" stroke="hsl(225 60% ${chance.whole(12, 30)}%)" stroke-width="${chance.between(0.2, 0.45).toFixed(2)}" stroke-linecap="round"/>`
}

/** Head and shoulders without a face: what stands where no portrait is wanted. */
export function silhouette({ x, y, width, height }: Box): string {
  const middle = x + width / 2
  return `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#cfd6dd"/><ellipse cx="${middle}" cy="${y + height * 0.4}" rx="${width * 0.22}" ry="${height * 0.23}" fill="#8d99a6"/><path d="M${x + width * 0.08} ${y + height}Q${x + width * 0.12} ${y + height * 0.7} ${middle} ${y + height * 0.68}Q${x + width * 0.88} ${y + height * 0.7} ${x + width * 0.92} ${y + height}Z" fill="#8d99a6"/></g>`
}
