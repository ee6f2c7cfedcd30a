/** A detection error trade-off plot as SVG: FNMR over FMR, both logarithmic, one line a curve. Readable on light and dark. */

export interface Curve {
  label: string
  points: { fmr: number; fnmr: number }[]
  dashed?: boolean
}

const width = 720
const height = 520
const left = 70
const right = 210
const top = 40
const bottom = 60
const colours = ['#2563eb', '#d97706', '#059669', '#be185d', '#7c3aed', '#475569', '#b91c1c']

export function detPlot(title: string, curves: Curve[]): string {
  const lowest = Math.floor(Math.log10(Math.min(...curves.flatMap((c) => c.points.map((p) => p.fmr)))))
  const floor = -3
  const x = (fmr: number) => left + ((Math.log10(fmr) - lowest) / -lowest) * (width - left - right)
  const y = (fnmr: number) => top + (Math.log10(Math.max(fnmr, 10 ** floor)) / floor) * (height - top - bottom)
  const parts: string[] = []

  for (let exponent = lowest; exponent <= 0; exponent++) {
    const at = x(10 ** exponent)
    parts.push(`<line x1="${at}" x2="${at}" y1="${top}" y2="${height - bottom}" class="grid"/>`)
    parts.push(`<text x="${at}" y="${height - bottom + 20}" text-anchor="middle">${percent(10 ** exponent)}</text>`)
  }
  for (let exponent = floor; exponent <= 0; exponent++) {
    const at = y(10 ** exponent)
    parts.push(`<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}" class="grid"/>`)
    parts.push(`<text x="${left - 8}" y="${at + 4}" text-anchor="end">${percent(10 ** exponent)}</text>`)
  }
  curves.forEach((curve, index) => {
    const colour = colours[index % colours.length]
    const path = curve.points.map((p, i) => `${i ? 'L' : 'M'}${x(p.fmr).toFixed(1)} ${y(p.fnmr).toFixed(1)}`).join('')
    const dash = curve.dashed ? ' stroke-dasharray="6 4"' : ''
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`)
    const legendY = top + 16 + index * 22
    parts.push(`<path d="M${width - right + 14} ${legendY}h24" stroke="${colour}" stroke-width="2"${dash}/>`)
    parts.push(`<text x="${width - right + 44}" y="${legendY + 4}">${escape(curve.label)}</text>`)
  })

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">
<style>
  svg { background: #fff; color: #1e293b; font: 12px system-ui, sans-serif }
  text { fill: currentColor } .grid { stroke: currentColor; opacity: .15 }
  @media (prefers-color-scheme: dark) { svg { background: #0f172a; color: #e2e8f0 } }
</style>
<text x="${left}" y="22" font-size="15" font-weight="600">${escape(title)}</text>
${parts.join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 14}" text-anchor="middle">false match rate (FMR)</text>
<text transform="translate(18 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">false non-match rate (FNMR)</text>
</svg>
`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(1))} %`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
