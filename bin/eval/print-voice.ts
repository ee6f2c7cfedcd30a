/** The voice report as a person reads it: percentages with 95 % intervals and counts. */
import { line, percent, rate } from './print'
import type { ShippedRate, VoiceReport, VoiceSetReport } from './voice'

export function printVoiceReport(report: VoiceReport, plot: string): void {
  console.log(`Model ${report.model.id}; thresholds fitted on ${report.thresholds.fittedOn}.`)
  for (const set of report.sets) printSet(set)
  const { sets, meanEer } = report.hard
  if (sets.length > 0) console.log(`\nMean EER of ${sets.join(', ')}: ${percent(meanEer)}`)
  console.log('\nShipped thresholds on the speakers they were not fitted on, behind the gate')
  for (const { set, rates } of report.checkHalf) printShipped(rates, `${set}, `)
  console.log(`\nDET plot: ${plot}`)
}

function printSet(report: VoiceSetReport): void {
  const { set, speakers, recordings, trials, refusals } = report
  console.log(
    `\n${set}: ${speakers} speakers, ${recordings} recordings, ${trials.mated} + ${trials.nonMated} trials` +
      (trials.leftOut > 0 ? ` (${trials.leftOut} left out: the net was trained on a speaker)` : ''),
  )
  line('no template', rate(report.noTemplate))
  const reasons = Object.entries(refusals).map(([code, count]) => `${code} ${count}`)
  line('refused by the prompt gate', [rate(report.refusedByGate), ...reasons].join('; '))
  line('EER', rate(report.eer))
  if (report.gated) {
    const { mated, nonMated, eer, shipped } = report.gated
    line(`EER behind the gate, ${mated} + ${nonMated} trials`, rate(eer))
    printShipped(shipped, 'behind the gate, ')
  }
  line('FNMR at FMR 0.01 (own threshold)', rate(report.atOneInHundred.fnmr))
  printShipped(report.shipped)
  for (const { recordings, meanSeconds, eer, comparisons } of report.byEnrolment) {
    line(`EER with ${recordings} of enrolment, ${meanSeconds.toFixed(1)} s`, `${percent(eer)} (${comparisons} trials)`)
  }
  line('mean speech of a probe', `${report.probeSeconds.toFixed(1)} s`)
}

function printShipped(rates: ShippedRate[], which = ''): void {
  for (const { nominalFmr, threshold, extrapolated, fmr, fnmr } of rates) {
    const mark = extrapolated ? ', extrapolated' : ''
    line(`${which}shipped ${nominalFmr} (${threshold}${mark})`, `FMR ${rate(fmr)}; FNMR ${rate(fnmr)}`)
  }
}
