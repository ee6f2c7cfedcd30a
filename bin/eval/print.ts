/** The face report as a person reads it: percentages with 95 % intervals and counts. */
import type { Rate } from './comparisons'
import type { FaceReport, VariantReport } from './face'

export function printFaceReport(report: FaceReport, plot: string): void {
  const { model, thresholds, gate } = report
  console.log(`Model ${model.id}; thresholds fitted on ${thresholds.fittedOn}.`)
  for (const set of report.sets) {
    console.log(`\n${set.set}`)
    line('no face found', rate(set.noFace))
    line(`refused by the ${gate} gate`, rate(set.refusedByGate))
    printVariant('all pictures', set.ungated)
    printVariant(`behind the ${gate} gate`, set.gated)
    console.log('  FMR at the shipped 1e-3 threshold by the engine’s own estimate of sex')
    for (const { group, fmr } of set.groups) line(`  ${group}`, rate(fmr))
  }
  console.log('\nShipped thresholds on the people they were not fitted on')
  for (const { set, points } of report.checkHalf) {
    for (const { nominalFmr, fmr, within } of points) {
      line(`${set}, FMR ${nominalFmr}`, `${rate(fmr)}  ${within ? 'nominal lies within' : 'nominal lies OUTSIDE'}`)
    }
  }
  console.log(`\nDET plot: ${plot}`)
}

function printVariant(title: string, variant: VariantReport): void {
  const { mated, nonMated } = variant.pairs
  console.log(`  ${title}: ${variant.pictures} pictures, ${variant.people} people, ${mated} + ${nonMated} pairs`)
  line('  EER', rate(variant.eer))
  if (variant.folds) {
    const { mean, standardError, folds } = variant.folds
    line(`  ${folds}-fold accuracy`, `${percent(mean)} ± ${percent(standardError)}`)
  }
  for (const { fmr, threshold, fnmr } of variant.atFmr) {
    line(`  FNMR at FMR ${fmr} (own threshold ${threshold.toFixed(4)})`, rate(fnmr))
  }
  for (const { nominalFmr, threshold, extrapolated, fmr, fnmr } of variant.shipped) {
    const mark = extrapolated ? ', extrapolated' : ''
    line(`  shipped ${nominalFmr} (${threshold}${mark})`, `FMR ${rate(fmr)}; FNMR ${rate(fnmr)}`)
  }
  if (variant.identification) {
    const { gallery, fpir, fnir } = variant.identification
    line(`  1:${gallery} FNIR at FPIR ${percent(fpir)}`, rate(fnir))
  }
}

export function line(label: string, value: string): void {
  console.log(`  ${label.padEnd(46)} ${value}`)
}

export function rate({ rate: value, low, high, errors, comparisons }: Rate): string {
  return `${percent(value)} [${percent(low)}, ${percent(high)}] (${errors} of ${comparisons})`
}

export function percent(share: number): string {
  const value = share * 100
  return `${value === 0 || value >= 1 ? value.toFixed(2) : value.toPrecision(2)} %`
}
