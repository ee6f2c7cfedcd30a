/**
 * `npm test`: the same preparation as a start, then every check there is, and a summary that hides nothing. It has its own
 * build folder, data and ports, so a running `npm start` is not disturbed. `--no-browser` leaves the end-to-end tests
 * out (`npm run check`); `--long` runs the long property runs instead (`npm run test:long`).
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './checkout.mjs'
import { findChromium } from './chromium.mjs'
import { trouble } from './console.mjs'
import { startPostgres } from './postgres.mjs'
import { buildApp, prepare } from './prepare.mjs'

const withBrowser = !process.argv.includes('--no-browser')
const long = process.argv.includes('--long')
const buildDir = '.next-test'
const reports = join(root, '.test')

/** A test file that takes longer than this stands still (bin/test-limit.mjs); the slowest takes two minutes, long ones six. */
const fileLimitS = long ? 2400 : 600
/** No step takes as long: one that does stands still, and the ones after it are still wanted. */
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
    vitest('long property runs', '--mode', 'long')
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
    vitest('unit and contract tests')
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
    if (withBrowser) await attempt('end-to-end tests', endToEnd)
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

function vitest(name, ...args) {
  announce(name)
  const first = vitestRun('unit', ...args)
  // A file that was ended is the only error that a run has left, or it is not tried again.
  const again = first.ended.length > 0 && first.ended.length <= mostAlone && first.errors.length === first.ended.length
  if (again) announce('once more, alone, what did not end beside others')
  const second = again ? vitestRun('unit-again', ...args, ...first.ended) : null
  const runs = second ? [first, second] : [first]
  const last = second ?? first
  const endless = last.ended.map((file) => `${file}: did not end within ${fileLimitS} s`)
  failures.push(...runs.flatMap((run) => run.failures), ...last.errors, ...endless)
  const total = (key) => runs.reduce((sum, run) => sum + run[key], 0)
  const note = second?.isOk && `ended only when alone: ${first.ended.join(', ')}`
  results.push({
    name,
    passed: total('passed'),
    failed: total('failed') || (last.isOk ? 0 : 1),
    skipped: total('skipped'),
    ...(note && { note }),
  })
}

/** @returns what bin/test-reporter.mjs says of the run, and which files were ended for taking too long */
function vitestRun(name, ...args) {
  const report = join(reports, `${name}.json`)
  const list = join(reports, `${name}-ended.txt`)
  writeFileSync(list, '')
  const isOk = run('node_modules/vitest/vitest.mjs', ['run', '--reporter=dot', `--reporter=${reporter}`, ...args], {
    LIMEN_TEST_REPORT: report,
    LIMEN_FILES_ENDED: list,
    LIMEN_FILE_LIMIT_S: String(fileLimitS),
  })
  const ended = readFileSync(list, 'utf8').split('\n').filter(Boolean)
  return { isOk, ended: ended.map((file) => relative(root, file)), ...JSON.parse(readFileSync(report, 'utf8')) }
}

async function endToEnd() {
  const env = { LIMEN_CHROMIUM: await findChromium(), NODE_ENV: 'production' }
  const first = playwright(env, 'e2e')
  const again = first.failed.length > 0 && first.failed.length <= mostAlone && first.errors.length === 0
  if (again) announce('once more, alone, what failed beside others')
  const second = again
    ? playwright({ ...env, E2E_TRACE: '1' }, 'e2e-again', '--workers=1', ...first.failed.map(({ place }) => place))
    : first
  failures.push(...second.failed.map(told), ...second.errors)
  const passed = first.passed + (again ? second.passed : 0)
  const note = again && second.isOk && `only when alone: ${first.failed.map(told).join('; ')}`
  results.push({
    name: 'end-to-end tests',
    passed,
    failed: second.failed.length || (second.isOk ? 0 : 1),
    skipped: first.skipped,
    ...(note && { note }),
  })
}

function playwright(env, name, ...args) {
  const file = join(reports, `${name}.json`)
  const output = join(reports, `${name}-results`)
  const isOk = run(
    'node_modules/playwright/cli.js',
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json', '--output', output, ...args],
    { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  )
  const { stats, suites, errors } = JSON.parse(readFileSync(file, 'utf8'))
  return {
    isOk,
    passed: stats.expected,
    skipped: stats.skipped,
    failed: suites.flatMap(failedSpecs),
    errors: errors.map((error) => `end-to-end tests: ${firstLine(error.message)}`),
  }
}

function told({ place, title }) {
  return `${place} › ${title}`
}

/** What did not pass in one suite of Playwright's report and in the suites within it. */
function failedSpecs({ file, specs = [], suites = [] }) {
  const failed = specs.filter((spec) => !spec.ok)
  return [
    ...failed.map((spec) => ({ place: `${join('e2e', file)}:${spec.line}`, title: spec.title })),
    ...suites.flatMap(failedSpecs),
  ]
}

function firstLine(text) {
  return String(text).trim().split('\n', 1)[0].slice(0, 300)
}

/** Runs a step that pushes its own result or none; a throw is its failure. */
async function attempt(name, step) {
  announce(name)
  const before = results.length
  try {
    await step()
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
