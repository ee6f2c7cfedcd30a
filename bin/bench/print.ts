/** The benchmark as tables for people. */
import type { BrowserBench } from './browser/browser'
import { heldPeople } from './browser/frames'
import type { DocumentsBench } from './documents/documents'
import type { BenchReport } from './main'
import { speechSeconds, type VoiceRow } from './voice'

export function printBench(report: BenchReport): void {
  const { machine, face, browser, documents, voice, search, http, loop, start, page, users } = report
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`)
  if (face) {
    console.log('\nOne decoded 640 x 480 picture, median of 5 rounds; ratio: ours on one thread over this one')
    print(
      ['stage', 'engine', 'ms', 'ours over this', 'memory MiB'],
      face.map(({ stage, contender, ms, oursOverThis, rssMiB }) => [
        stage,
        contender,
        ms.toFixed(1),
        oursOverThis.toFixed(2),
        String(rssMiB),
      ]),
    )
  }
  if (browser) printBrowser(browser)
  if (documents) printDocuments(documents)
  if (voice) printVoice(voice)
  if (search) {
    console.log('\n1:N search, top 10 of synthetic unit vectors, one thread')
    print(
      Object.keys(search[0]),
      search.map((row) => Object.values(row).map(cell)),
    )
  }
  if (http) {
    console.log(`\nVerify Face over HTTP; server memory afterwards ${http.rssMiB} MiB`)
    print(
      ['callers', 'requests', 'per second', 'p50 ms', 'p95 ms'],
      http.rows.map((row) => [
        String(row.callers),
        String(row.requests),
        row.requestsPerSecond.toFixed(1),
        row.p50Ms.toFixed(0),
        row.p95Ms.toFixed(0),
      ]),
    )
  }
  if (loop) {
    console.log('\nEvent loop delay of the server, 99th percentile during 32 concurrent verifies, median of 5')
    print(
      ['engines at work', 'CPU-spinning threads instead', 'ratio'],
      [[`${loop.enginesP99Ms.toFixed(1)} ms`, `${loop.spinningP99Ms.toFixed(1)} ms`, loop.ratio.toFixed(2)]],
    )
  }
  if (start) {
    console.log(`\nStart with ${start.templates} sealed templates, until a search over HTTP is answered, median of 5`)
    print(
      ['from', 'ms', 'each'],
      [
        ['the sealed snapshot', String(start.searchableMs), start.starts.join(', ')],
        ['the sealed rows', String(start.fromRowsMs), start.startsFromRows.join(', ')],
      ],
    )
  }
  if (users) {
    console.log('\nThe Users page, signed in, over HTTP: a bureau of 100,000 users over one of 100, medians of 60')
    print(
      ['rows', 'request', '100 users ms', '100,000 users ms', 'p95 ms', 'ratio'],
      users.map(({ rows, request, smallMs, largeMs, largeP95Ms, ratio }) => [
        String(rows),
        request,
        smallMs.toFixed(1),
        largeMs.toFixed(1),
        largeP95Ms.toFixed(1),
        ratio.toFixed(2),
      ]),
    )
  }
  if (page) {
    console.log('\nThe sign-in page over slow 4G on a laptop, first load, nothing cached, median of 5')
    print(
      ['LCP ms', 'each', 'CLS', 'JavaScript kB', 'everything kB'],
      [
        [
          String(page.lcpMs),
          page.lcpsMs.join(', '),
          page.cls.toFixed(3),
          (page.scriptBytes / 1000).toFixed(1),
          (page.allBytes / 1000).toFixed(1),
        ],
      ],
    )
  }
  printAccess(report)
}

function printBrowser({ widthPx, heightPx, rows, workerGzipBytes, longestTaskMs }: BrowserBench): void {
  console.log(
    `\nFrom a frame of ${widthPx} x ${heightPx} pixels to a decision among ${heldPeople} people, 60 frames of each by turns;` +
      ' ratio: Chromium on one thread over this one',
  )
  print(
    ['where', 'median ms', 'p95 ms', 'ratio', ...rows[0].steps.map(({ step }) => `${step} ms (share)`)],
    rows.map(({ where, medianMs, p95Ms, oneThreadOverThis, steps }) => [
      where,
      medianMs.toFixed(1),
      p95Ms.toFixed(1),
      oneThreadOverThis.toFixed(2),
      ...steps.map(({ ms, share }) => `${ms.toFixed(1)} (${(share * 100).toFixed(0)} %)`),
    ]),
  )
  console.log(
    `  The engine's worker is ${(workerGzipBytes / 1000).toFixed(1)} kB of script (gzip); the page's longest task ${longestTaskMs.toFixed(0)} ms`,
  )
}

function printDocuments({ zones, steps }: DocumentsBench): void {
  console.log('\nThe same levelled crops of rendered zones, read in turn; ratio: our median time over this one')
  print(
    ['zones', 'reader', 'crops', 'whole zones', 'characters', 'ms', 'ours over this', 'memory MiB'],
    zones.map((row) => [
      row.condition,
      row.reader,
      String(row.crops),
      `${(row.wholeRate * 100).toFixed(1)} %`,
      `${(row.characterRate * 100).toFixed(2)} %`,
      row.ms.toFixed(0),
      row.oursOverThis.toFixed(3),
      String(row.rssMiB),
    ]),
  )
  const { widthPx, heightPx, totalMs } = steps
  console.log(
    `\nOne rendered document of ${widthPx} x ${heightPx} pixels on one thread, ${totalMs.toFixed(0)} ms, medians of 5`,
  )
  print(
    ['step', 'ms', 'share'],
    steps.steps.map(({ step, ms, share }) => [step, ms.toFixed(1), `${(share * 100).toFixed(1)} %`]),
  )
}

function printVoice(rows: VoiceRow[]): void {
  console.log(`\n${speechSeconds} s of speech on one thread, medians of 5; ratio: WASM over native onnxruntime`)
  print(
    ['step', 'WASM ms', 'native ms', 'ratio', 'real-time factor'],
    rows.map(({ step, wasmMs, nativeMs, ratio, realTimeFactor }) => [
      step,
      wasmMs.toFixed(1),
      nativeMs.toFixed(1),
      ratio.toFixed(2),
      realTimeFactor.toFixed(3),
    ]),
  )
}

function printAccess({ attendees, terminals, graphql }: BenchReport): void {
  if (attendees) {
    const [{ attendees: batch, samples }] = attendees
    console.log(
      `\n${batch} attendees in one batch, over the same rows inserted bare in one transaction; ${samples} of each in turn, medians of 5`,
    )
    print(
      ['database', 'bare', 'batch ms', 'bare ms', 'ratio', 'each', 'ratio of CPU', 'rows'],
      attendees.map((row) => [
        row.database,
        row.peer,
        row.batchMs.toFixed(1),
        row.bareMs.toFixed(1),
        row.ratio.toFixed(2),
        row.ratios.map((ratio) => ratio.toFixed(2)).join(', '),
        row.cpuRatio === null ? '-' : row.cpuRatio.toFixed(2),
        Object.entries(row.rows)
          .map(([table, count]) => `${count} ${table}`)
          .join(', '),
      ]),
    )
  }
  if (terminals) {
    console.log(
      `\nUntil all of ${terminals[0].terminals} connected terminals know, from before the first row was written; the terminals share the machine`,
    )
    print(
      ['what', 'samples', 'p50 ms', 'p99 ms', 'longest ms', 'CPU of the server ms', 'of the terminals ms'],
      terminals.map((row) => [
        row.what,
        String(row.samples),
        row.p50Ms.toFixed(0),
        row.p99Ms.toFixed(0),
        row.maxMs.toFixed(0),
        row.serverCpuMs.toFixed(0),
        row.terminalsCpuMs.toFixed(0),
      ]),
    )
  }
  if (graphql) {
    console.log(
      '\nProcessor time of one request over GraphQL, and of a bare route with the same token check, SQL and answer',
    )
    print(
      ['question', 'samples', 'answer bytes', 'GraphQL ms', 'bare ms', 'ratio', 'each'],
      graphql.map((row) => [
        row.question,
        String(row.samples),
        String(row.answerBytes),
        row.graphqlCpuMs.toFixed(2),
        row.bareCpuMs.toFixed(2),
        row.ratio.toFixed(2),
        row.ratios.map((ratio) => ratio.toFixed(2)).join(', '),
      ]),
    )
  }
}

function cell(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toPrecision(3)
  return value === null || value === undefined ? '-' : String(value)
}

function print(head: string[], rows: string[][]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)))
  for (const row of [head, ...rows])
    console.log(`  ${row.map((text, column) => text.padEnd(widths[column])).join('  ')}`)
}
