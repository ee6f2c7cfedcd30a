/** The report over rendered documents as a person reads it. */
import { line, percent } from './print'
import { share } from './print-shares'
import type { Rates, RenderedReport } from './rendered-documents'

export function printRenderedReport(report: RenderedReport, folder: string, plot: string): void {
  const { bar, sweeps, negatives } = report
  console.log(`Nets: ${report.models.join(', ') || 'none'}.`)
  console.log('\nTilt <= 10 degrees, perspective <= 10 %, blur sigma <= 1 px at 2 px a stroke, JPEG 80')
  printRates('all', bar)
  printRates('hands with the curves of OCR-B', bar.likeOcrB)
  for (const { name, ...rates } of [...bar.byFormat, ...bar.byHand]) printRates(`  ${name}`, rates)
  line('misread, called valid', String(bar.misreadCalledValid))
  line('portraits found', share(bar.portraits))
  for (const { label, unit, points } of sweeps) {
    console.log(`\nWhole zones by ${label} alone`)
    for (const { value, ...rates } of points) printRates(`  ${value} ${unit}`, rates)
  }
  console.log('\nPictures without a zone')
  line('zone claimed', share(negatives.claimed))
  for (const { seed, kind, lines } of negatives.misses) line(`  ${kind}, seed ${seed}`, lines.join(' | '))
  for (const { name, kind, message } of report.problems) line(name, `${kind}: ${message}`)
  if (report.misses.length > 0) console.log(`\nMisses; their pictures: ${folder}`)
  for (const { name, format, font, expected, read } of report.misses) {
    console.log(`  ${name} (${format}, ${font})`)
    expected.forEach((text, i) => console.log(`    read     ${read?.[i] ?? '(nothing)'}\n    expected ${text}`))
  }
  console.log(`\nPlot: ${plot}`)
}

function printRates(label: string, { wholeExact, wholeExactCorrected, characters }: Rates): void {
  const corrected = `corrected ${wholeExactCorrected.count}`
  line(label, `${share(wholeExact)}; ${corrected}; characters ${percent(characters.rate)}`)
}
