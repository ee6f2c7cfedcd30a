/**
 * `npm run bench [-- PART ...] [--json]`: measures speed against peers in one run and prints medians and ratios.
 * Parts: face, browser, documents, voice, search, http, loop, start, page, users, attendees, terminals, graphql (all when none is named). A shared machine's absolute times mean little; its ratios do.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { benchAttendees } from './access/attendees'
import { benchGraphql } from './access/graphql'
import { benchTerminals } from './access/terminals'
import { benchBrowser } from './browser/browser'
import { benchDocuments } from './documents/documents'
import { benchFace } from './face'
import { benchHttp, benchLoop } from './http'
import { benchPage } from './page'
import { printBench } from './print'
import { benchSearch } from './search'
import { benchStart } from './start'
import { benchUsers } from './users'
import { benchVoice } from './voice'

const parts = [
  'face',
  'browser',
  'documents',
  'voice',
  'search',
  'http',
  'loop',
  'start',
  'page',
  'users',
  'attendees',
  'terminals',
  'graphql',
] as const
type Part = (typeof parts)[number]

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) return void console.log(`Usage: npm run bench -- [${parts.join('|')} ...] [--json]`)
  const unknown = positionals.find((name) => !parts.includes(name as Part))
  if (unknown) throw new Error(`There is no part named ${unknown}; there are ${parts.join(', ')}.`)
  const wanted = (part: Part) => positionals.length === 0 || positionals.includes(part)
  const root = process.cwd()
  const step = (label: string) => void process.stderr.write(`${label} …\n`)

  const report = {
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version },
    face: wanted('face') ? await benchFace(root, step) : undefined,
    browser: wanted('browser') ? await benchBrowser(root, step) : undefined,
    documents: wanted('documents') ? await benchDocuments(root, step) : undefined,
    voice: wanted('voice') ? await benchVoice(root, step) : undefined,
    search: wanted('search')
      ? await benchSearch(root, { sizes: [10_000, 100_000, 1_000_000], dimension: 128, seed: 1 }, step)
      : undefined,
    http: wanted('http') ? await benchHttp(root, step) : undefined,
    loop: wanted('loop') ? await benchLoop(root, step) : undefined,
    start: wanted('start') ? await benchStart(root, 100_000, step) : undefined,
    page: wanted('page') ? await benchPage(root, step) : undefined,
    users: wanted('users') ? await benchUsers(root, step) : undefined,
    attendees: wanted('attendees') ? await benchAttendees(root, step) : undefined,
    terminals: wanted('terminals') ? await benchTerminals(root, step) : undefined,
    graphql: wanted('graphql') ? await benchGraphql(root, step) : undefined,
  }
  if (values.json) console.log(JSON.stringify(report, null, 2))
  else printBench(report)
}

export type BenchReport = {
  machine: { cpu: string; cores: number; node: string }
  face?: Awaited<ReturnType<typeof benchFace>>
  browser?: Awaited<ReturnType<typeof benchBrowser>>
  documents?: Awaited<ReturnType<typeof benchDocuments>>
  voice?: Awaited<ReturnType<typeof benchVoice>>
  search?: Awaited<ReturnType<typeof benchSearch>>
  http?: Awaited<ReturnType<typeof benchHttp>>
  loop?: Awaited<ReturnType<typeof benchLoop>>
  start?: Awaited<ReturnType<typeof benchStart>>
  page?: Awaited<ReturnType<typeof benchPage>>
  users?: Awaited<ReturnType<typeof benchUsers>>
  attendees?: Awaited<ReturnType<typeof benchAttendees>>
  terminals?: Awaited<ReturnType<typeof benchTerminals>>
  graphql?: Awaited<ReturnType<typeof benchGraphql>>
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
