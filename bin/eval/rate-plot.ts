/**
 * Rates over distortions as SVG: one small plot for each, whole zones with their 95 % interval and single characters, and a
 * mark where the bar ends. Readable on light and dark.
 */
import type { RenderedReport } from './rendered-documents'

const columns = 4
const cell = { width: 236, height: 190 }
const inner = { left: 40, right: 14, top: 26, bottom: 34 }
const head = 62
const whole = '#2563eb'
const single = '#d97706'

export function ratePlot(title: string, sweeps: RenderedReport['sweeps']): string {
  const width = columns * cell.width + 12
  const height = head + Math.ceil(sweeps.length / columns) * cell.height + 6
  const cells = sweeps.map((sweep, i) => {
    const [x, y] = [(i % columns) * cell.width + 6, head + Math.floor(i / columns) * cell.height]
    return `<g transform="translate(${x} ${y})">\n${plotOf(sweep)}\n</g>`
  })
  const pictures = sweeps[0]?.points[0]?.wholeExact.of ?? 0
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">
<style>
  svg { background: #fff; color: #1e293b; font: 11px system-ui, sans-serif }
  text { fill: currentColor } .grid { stroke: currentColor; opacity: .15 } .bar { stroke: currentColor; opacity: .55 }
  @media (prefers-color-scheme: dark) { svg { background: #0f172a; color: #e2e8f0 } }
</style>
<text x="16" y="24" font-size="15" font-weight="600">${escape(title)}</text>
<path d="M16 43h22" stroke="${whole}" stroke-width="2"/><text x="44" y="47">whole zones, 95 % interval (${pictures} documents a point)</text>
<path d="M356 43h22" stroke="${single}" stroke-width="2" stroke-dasharray="5 3"/><text x="384" y="47">characters</text>
<path d="M472 37v12" class="bar" stroke-dasharray="3 3"/><text x="480" y="47">end of the bar</text>
${cells.join('\n')}
</svg>
`
}

function plotOf({ label, unit, points, bar }: RenderedReport['sweeps'][number]): string {
  const [right, bottom] = [cell.width - inner.right, cell.height - inner.bottom]
  const values = points.map(({ value }) => value)
  const [first, last] = [values[0], values.at(-1)!]
  // From harmless on the left to harmful on the right, whether that grows or falls.
  const x = (value: number) => inner.left + ((value - first) / (last - first || 1)) * (right - inner.left)
  const y = (rate: number) => bottom - rate * (bottom - inner.top)
  const at = (value: number, rate: number) => `${x(value).toFixed(1)} ${y(rate).toFixed(1)}`
  const parts = [0, 0.25, 0.5, 0.75, 1].map((rate) => {
    const grid = `<line x1="${inner.left}" x2="${right}" y1="${y(rate)}" y2="${y(rate)}" class="grid"/>`
    return rate % 0.5 === 0
      ? `${grid}<text x="${inner.left - 6}" y="${y(rate) + 4}" text-anchor="end">${rate * 100} %</text>`
      : grid
  })
  if (bar !== null) {
    parts.push(`<path d="M${x(bar).toFixed(1)} ${inner.top}V${bottom}" class="bar" stroke-dasharray="3 3"/>`)
  }
  const upper = points.map(({ value, wholeExact }) => at(value, wholeExact.high))
  const lower = points.map(({ value, wholeExact }) => at(value, wholeExact.low)).reverse()
  parts.push(`<path d="M${[...upper, ...lower].join('L')}Z" fill="${whole}" fill-opacity="0.15"/>`)
  const characters = points.map(({ value, characters: { rate } }) => at(value, rate)).join('L')
  parts.push(`<path d="M${characters}" fill="none" stroke="${single}" stroke-width="1.5" stroke-dasharray="5 3"/>`)
  const wholes = points.map(({ value, wholeExact }) => at(value, wholeExact.rate))
  parts.push(`<path d="M${wholes.join('L')}" fill="none" stroke="${whole}" stroke-width="2"/>`)
  parts.push(
    ...wholes.map(
      (place) => `<circle cx="${place.split(' ')[0]}" cy="${place.split(' ')[1]}" r="2.4" fill="${whole}"/>`,
    ),
  )
  let free = Number.NEGATIVE_INFINITY
  for (const value of values) {
    // Labels that would run into each other are left out, never the last.
    const isFree = x(value) - free >= 22 && x(last) - x(value) >= 22
    if (value !== last && !isFree) continue
    free = x(value)
    parts.push(`<text x="${x(value).toFixed(1)}" y="${bottom + 15}" text-anchor="middle">${value}</text>`)
  }
  const unitText = unit === '' ? '' : ` (${unit})`
  parts.push(`<text x="${inner.left}" y="${inner.top - 10}" font-weight="600">${escape(label + unitText)}</text>`)
  return parts.join('\n')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
