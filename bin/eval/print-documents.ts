/** The document report as a person reads it: percentages with 95 % intervals and counts, then what was missed. */
import type { DocumentMiss, DocumentsReport, ShareByDocument } from './documents'
import { line, percent } from './print'
import { interval, printFieldShares, share } from './print-shares'

export function printDocumentsReport(report: DocumentsReport, folder: string): void {
  const { zones, checkDigits, portraits, falseZones, timeMs, processorMs } = report
  console.log(
    `${report.pictures} pictures of ${report.documents} documents; nets: ${report.models.join(', ') || 'none'}.`,
  )
  console.log(`\nZones (${zones.pictures} pictures of ${zones.documents} documents)`)
  line('whole zone exact', byDocument(zones.wholeExact))
  for (const { kind, wholeExact } of zones.byKind) line(`  ${kind}`, share(wholeExact))
  line('whole zone exact, corrected', byDocument(zones.wholeExactCorrected))
  const { rate, errors, of, overDocuments } = zones.characters
  line('characters right', `${percent(rate)} (${errors} of ${of} wrong); over documents ${interval(overDocuments)}`)
  line('zone found', share(zones.found))
  line('format right', share(zones.format))
  console.log('\nCheck digits')
  line('verdict as labelled', byDocument(checkDigits.agrees))
  line('printed wrong, called right', share(checkDigits.wrongCalledRight))
  line('printed right, called wrong', share(checkDigits.rightCalledWrong))
  line('misread, called right', String(checkDigits.misreadCalledRight))
  console.log('\nPortraits')
  line('found where one is printed', share(portraits.found))
  line('claimed where none is printed', share(portraits.wronglyClaimed))
  line('claimed of pictures of people', share(portraits.claimedOfPeople))
  printFieldShares(report.print)
  console.log('\nZones claimed on pictures without one')
  line('labelled pictures', share(falseZones.labelled))
  line('pictures of people', share(falseZones.faces))
  line('rendered sheets', share(falseZones.rendered))
  console.log('\nTime of a picture, alone, one thread')
  line('median', milliseconds(timeMs.median))
  line('95th percentile', milliseconds(timeMs.p95))
  line('longest', milliseconds(timeMs.longest))
  line('median, of the processor', milliseconds(processorMs.median))
  line('95th percentile, of the processor', milliseconds(processorMs.p95))
  line('first, which loads the nets', milliseconds(timeMs.withLoadingOfNets))
  if (report.problems.length > 0) console.log('\nPictures that gave no reading')
  for (const { path, kind, message } of report.problems) line(path, `${kind}: ${message}`)
  if (report.misses.length > 0) console.log(`\nMisses; their pictures: ${folder}`)
  for (const miss of report.misses) console.log(missText(miss))
}

/** One miss: what is wrong, then each line of the zone as read, as expected, and a mark where they differ. */
export function missText({ path, kind, wrong, lines }: DocumentMiss): string {
  const texts = lines.flatMap(({ read, expected, marks }) => [
    `    read     ${read}`,
    `    expected ${expected}`,
    `             ${marks}`.trimEnd(),
  ])
  return [`  ${path} (${kind}): ${wrong.join(', ')}`, ...texts].join('\n')
}

function byDocument(of: ShareByDocument): string {
  return `${share(of)}; over documents ${interval(of.overDocuments)}`
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(0)} ms`
}
