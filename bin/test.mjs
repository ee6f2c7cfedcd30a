/**
 * `npm test`: the same preparation as a start, then every check there is, and a summary that hides nothing. It has its own
 * build folder, data and ports, so a running `npm start` is not disturbed. `--no-browser` leaves the end-to-end tests
 * out (`npm run check`); `--long` runs the long property runs instead (`npm run test:long`).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './checkout.mjs'
import { findChromium } from './chromium.mjs'
import { trouble } from './console.mjs'
import { startPostgres } from './postgres.mjs'
import { buildApp, prepare } from './prepare.mjs'
import { firstLine } from './test-reporter.mjs'

const withBrowser = !process.argv.includes('--no-browser')
const long = process.argv.includes('--long')
const buildDir = '.next-test'
const reports = join(root, '.test')

/** A test file that takes longer than this stands still (bin/test-limit.mjs); the slowest takes two minutes, long ones six. */
const fileLimitS = long ? 2400 : 600
/** No step takes as long: one that does stands still. */
const stepLimitMs = 45 * 60_000
const reporter = join(root, 'bin/test-reporter.mjs')

/**
 * A machine that others use may stop for a minute, and a browser is the first to be late. So this many tests may fail beside
 * others, as long as they pass by themselves, and the summary names them; more are no accident.
 */
const mostAlone = 2

/** What failed, a line each, told once more at the very end: a log may be cut to its tail. @type {string[]} */
const failures = []
/** @type {{ name: string, passed: number, failed: number, skipped: number, note?: string }[]} */
const results = []

try {
  await prepare({ build: false })
} catch (error) {
  console.error(trouble(error))
  process.exit(1)
}
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
process.env.LIMEN_BUILD_DIR = buildDir

const postgres = await startDatabase()
try {
  if (long) {
    await attempt('long property runs', (name) => inTwo(name, (...run) => vitest(...run, '--mode', 'long')))
    await attempt('build', () => buildApp(buildDir))
    script('nothing readable at rest', 'check-at-rest')
    script('a server killed at random moments, 20 rounds of 300', 'check-crash')
    script('5,000 requests at once, three times', 'check-flood')
    script('a dump of 100,000 users, restored and dumped again', 'check-dump')
    script('two instances on PostgreSQL, 10,000 writes', 'check-two-instances', '--within', '60000')
  } else {
    check('format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')
    check('lint and rooms', 'eslint/bin/eslint.js', '--max-warnings', '0', '.')
    check('route types', 'next/dist/bin/next', 'typegen')
    check('types', 'typescript/bin/tsc', '--noEmit')
    await attempt('unit and contract tests', (name) => inTwo(name, vitest))
    await attempt('build', () => buildApp(buildDir))
    script('nothing readable at rest', 'check-at-rest')
    script('a server killed at random moments, short', 'check-crash', '--rounds', '2', '--enrolments', '30')
    script('a dump restored and dumped again, short', 'check-dump', '--users', '500')
    if (process.env.LIMEN_TEST_DATABASE_URL) {
      script(
        'two instances on PostgreSQL, short',
        'check-two-instances',
        '--writes',
        '400',
        '--finds',
        '2',
        '--within',
        '60000',
      )
    }
    if (withBrowser) {
      await attempt('end-to-end tests', async (name) => {
        const chromium = await findChromium()
        inTwo(name, (...run) => playwright(chromium, ...run))
      })
    }
  }
} finally {
  await postgres?.stop()
}
summarise()

/** A real server where one is given or installed; without one the dialect runs on PGlite. */
async function startDatabase() {
  if (process.env.LIMEN_TEST_DATABASE_URL) return
  const started = await startPostgres()
  if (started) process.env.LIMEN_TEST_DATABASE_URL = started.url
  else if (process.env.LIMEN_REQUIRE_POSTGRES) {
    console.error('LIMEN_REQUIRE_POSTGRES is set and no PostgreSQL was found: apt-get install postgresql')
    process.exit(1)
  } else
    results.push({ name: 'PostgreSQL server', passed: 0, failed: 0, skipped: 1, note: 'none found; ran on PGlite' })
  return started
}

/** Runs a script with its output as it comes; true when it ended well. */
function run(path, args, env = {}) {
  const done = spawnSync(process.execPath, [join(root, path), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: stepLimitMs,
    killSignal: 'SIGKILL',
  })
  return done.status === 0
}

/** A tool of node_modules that passes or fails as a whole. */
function check(name, path, ...args) {
  announce(name)
  const passed = run(join('node_modules', path), args)
  results.push({ name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 })
}

/** One of the committed checks of bin/checks, against the built server. */
function script(name, bundle, ...args) {
  announce(name)
  const passed = run(join('build', `${bundle}.mjs`), args, { NODE_ENV: 'production' })
  results.push({ name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 })
}

/**
 * What one run of a tool came to: tests that passed, failed and were skipped, a line for each that failed, what may be tried again
 * alone and how it is told, and errors outside of tests.
 * @typedef {{ isOk: boolean, passed: number, failed: number, skipped: number, failures: string[],
 *   alone: { place: string, told: string }[], errors: string[] }} Run
 */

/**
 * Everything at once, and then the few that failed beside others by themselves.
 * @param {(places: string[]) => Run} tool runs all, or only what it is given
 */
function inTwo(name, tool) {
  const first = tool([])
  const again = first.alone.length > 0 && first.alone.length <= mostAlone && first.errors.length === 0
  if (again) announce('once more, alone, what failed beside others')
  const runs = again ? [first, tool(first.alone.map(({ place }) => place))] : [first]
  const { alone, errors, isOk } = runs.at(-1)
  failures.push(...runs.flatMap((run) => run.failures), ...errors, ...alone.map(({ told }) => told))
  const total = (key) => runs.reduce((sum, run) => sum + run[key], 0)
  const note = again && isOk && `only when alone: ${first.alone.map(({ told }) => told).join('; ')}`
  results.push({
    name,
    passed: total('passed'),
    failed: total('failed') + alone.length || (isOk ? 0 : 1),
    skipped: total('skipped'),
    ...(note && { note }),
  })
}

/** @returns {Run} in which files that were ended for taking too long may be tried again */
function vitest(files, ...args) {
  const report = join(reports, 'unit.json')
  const list = join(reports, 'unit-ended.txt')
  writeFileSync(list, '')
  const all = ['run', '--reporter=dot', `--reporter=${reporter}`, ...args, ...files]
  const isOk = run('node_modules/vitest/vitest.mjs', all, {
    LIMEN_TEST_REPORT: report,
    LIMEN_FILES_ENDED: list,
    LIMEN_FILE_LIMIT_S: String(fileLimitS),
  })
  const { errors, ...counts } = takeReport(report)
  const ended = readFileSync(list, 'utf8').split('\n').filter(Boolean)
  const alone = ended.map((file) => {
    const place = relative(root, file)
    return { place, told: `${place}: did not end within ${fileLimitS} s` }
  })
  // Each file that was ended is an error of the run.
  return { isOk, ...counts, alone, errors: errors.length === ended.length ? [] : errors }
}

/** @returns {Run} in which the files of tests that failed may be tried again */
function playwright(chromium, places) {
  const report = join(reports, 'e2e.json')
  const isAgain = places.length > 0
  const output = join(reports, `${isAgain ? 'e2e-again' : 'e2e'}-results`)
  const all = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json', '--output', output]
  // Whole files: tests of one that are serial live on what those before them made.
  const files = new Set(places)
  const isOk = run('node_modules/playwright/cli.js', [...all, ...(isAgain ? ['--workers=1', ...files] : [])], {
    LIMEN_CHROMIUM: chromium,
    NODE_ENV: 'production',
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    ...(isAgain && { E2E_TRACE: '1' }),
  })
  const { stats, suites, errors } = takeReport(report)
  return {
    isOk,
    passed: stats.expected,
    failed: 0,
    skipped: stats.skipped,
    failures: [],
    alone: suites.flatMap(failedSpecs),
    errors: errors.map((error) => `end-to-end tests: ${firstLine(error.message)}`),
  }
}

/** Reads a report and takes it away, so that a run which leaves none is not told by the one before. */
function takeReport(file) {
  if (!existsSync(file)) throw new Error(`left no ${relative(root, file)}: it could not begin or did not end`)
  const report = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file)
  return report
}

/** What did not pass in one suite of Playwright's report and in the suites within it. */
function failedSpecs({ file, specs = [], suites = [] }) {
  const failed = specs.filter((spec) => !spec.ok)
  return [
    ...failed.map(({ line, title, tests }) => {
      const place = join('e2e', file)
      const why = tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(whyOf)))
      return { place, told: [`${place}:${line} › ${title}`, ...why].join('\n  ') }
    }),
    ...suites.flatMap(failedSpecs),
  ]
}

/** An error of Playwright's report in one line: where in the test, what was wanted, what was there. */
function whyOf({ message = '', location }) {
  const lines = stripVTControlCharacters(message).split('\n')
  const told = lines.filter((line, index) => index === 0 || /^(Locator|Expected|Received|Error)\b/.test(line.trim()))
  return `line ${location?.line ?? '?'}: ${told
    .map((line) => line.trim())
    .join(' · ')
    .slice(0, 600)}`
}

/** Runs a step that pushes its own result or none; a throw is its failure, and the steps after it are still wanted. */
async function attempt(name, step) {
  announce(name)
  const before = results.length
  try {
    await step(name)
    if (results.length === before) results.push({ name, passed: 1, failed: 0, skipped: 0 })
  } catch (error) {
    console.error(error.message)
    results.push({ name, passed: 0, failed: 1, skipped: 0, note: firstLine(error.message) })
  }
}

function announce(name) {
  console.log(`\n── ${name}`)
}

function summarise() {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  console.log('\n── summary')
  for (const { name, passed, failed, skipped, note } of results) {
    const counts = [`${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`].filter(Boolean)
    console.log(
      `${failed ? 'FAILED' : skipped ? 'skip  ' : 'ok    '} ${name}: ${counts.join(', ')}${note ? ` (${note})` : ''}`,
    )
  }
  if (!withBrowser && !long) console.log('       end-to-end tests: left out by --no-browser')
  if (failures.length > 0) console.log(`\n── what failed\n${failures.join('\n')}\n`)
  console.log(`${total('passed')} passed, ${total('failed')} failed`)
  process.exitCode = total('failed') > 0 ? 1 : 0
}
