/**
 * Everything between a fresh clone and a server or a test run: dependencies, bundles, models, sample pictures, the build.
 * Each step first looks whether it is needed, so a later start does nothing and touches no network.
 * Plain JavaScript without dependencies, because it runs before any are installed.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleCommands, bundleServer } from './bundle.mjs'
import { loadEnvFile, root } from './checkout.mjs'
import { convertModels } from './models.mjs'
import { makeSamples } from './samples.mjs'

/** What cannot be mended here; said to the person as it is, without a stack. */
export class CannotPrepare extends Error {
  name = 'CannotPrepare'
}

const quietly = { NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1' }

/**
 * Says what it does on standard error: standard output belongs to what is prepared for, which may print JSON.
 * @param {{ build?: boolean }} options
 */
export async function prepare({ build = true } = {}) {
  checkNode()
  loadEnvFile()
  Object.assign(process.env, quietly)
  if (!isComplete()) install()
  mendNatives()
  await bundleServer()
  await convertModels()
  await bundleCommands()
  await makeSamples()
  if (build) await buildApp()
}

/** @throws CannotPrepare before anything is installed */
export function checkNode(
  version = process.versions.node,
  { hasCompiler, hasBinary } = { hasCompiler: findCompiler, hasBinary: findBinary },
) {
  const [major, minor] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 12) || major === 21) {
    throw new CannotPrepare(`Limen needs Node 20.12 or newer (22 or newer is best); this is Node ${version}.`)
  }
  if (major === 20 && !hasBinary() && !hasCompiler()) {
    throw new CannotPrepare(
      [
        `On Node ${version} the embedded database is compiled during installation, and no compiler was found.`,
        'Either use Node 22 or newer, which needs nothing else,',
        'or install one: apt-get install build-essential python3 (Debian, Ubuntu); xcode-select --install (macOS).',
      ].join('\n'),
    )
  }
}

function findBinary() {
  return existsSync(join(root, 'node_modules/better-sqlite3-node20/build/Release/better_sqlite3.node'))
}

function findCompiler() {
  const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
  // On Windows node-gyp finds Visual Studio by itself and says clearly when there is none.
  if (process.platform === 'win32') return true
  return runs('make') && (runs('c++') || runs('g++') || runs('clang++')) && runs('python3')
}

/** True when what is in node_modules is what the lock says. */
function isComplete() {
  const placed = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(placed)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const have = JSON.parse(readFileSync(placed, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) =>
    // What is optional may be absent: it is another platform's.
    have[path] ? have[path].version === version : path === '' || optional || devOptional,
  )
}

function install() {
  console.error('Installing dependencies (npm ci). This takes a minute or two, once.')
  // No package needs its install script but those below, and one of them would fetch 200 MB of CUDA files. Errors stay
  // visible; a warning would be that Node 20 is too old for a driver that it is not given (db/sqlite-driver.ts).
  npm('ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error')
}

/**
 * Packages with a native part -> what shows that it runs on this Node. Some are delivered for Node-API 10 (Node 22.14)
 * and end an older process at once, so each is tried in a process of its own; db/sqlite-driver.ts picks the same driver.
 */
const hasNodeApi10 = Number(process.versions.napi) >= 10
const natives = {
  [hasNodeApi10 ? 'better-sqlite3' : 'better-sqlite3-node20']: (name) => `new (require('${name}'))(':memory:').close()`,
  argon2: (name) => `require('${name}').hash('', { memoryCost: 1024, timeCost: 2, parallelism: 1 })`,
}

function mendNatives() {
  for (const [name, script] of Object.entries(natives)) {
    const runs = () => spawnSync(process.execPath, ['-e', script(name)], { cwd: root, stdio: 'ignore' }).status === 0
    if (runs()) continue
    console.error(`Compiling ${name} for Node ${process.versions.node}. This takes up to a minute, once.`)
    npm('rebuild', name)
    if (!runs()) throw new CannotPrepare(`${name} was installed but does not run on this machine.`)
  }
}

function npm(...args) {
  const [command, ...before] = npmCommand()
  const done = spawnSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (done.status !== 0) throw new CannotPrepare(`npm ${args[0]} failed; what it said stands above.`)
}

/** The npm that runs us, or the one in PATH. */
export function npmCommand() {
  const running = process.env.npm_execpath
  return running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm']
}

/** Builds the app when a source changed since the last build of the same folder. @param env for the build, always the same one for a folder */
export async function buildApp(folder = process.env.LIMEN_BUILD_DIR ?? '.next', env = {}) {
  const stamp = join(root, folder, 'limen-sources.sha256')
  const sources = hashSources()
  const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === sources
  if (isFresh && existsSync(join(root, folder, 'BUILD_ID'))) return
  console.error('Building the app. This takes half a minute, after each change of its sources.')
  const done = spawnSync(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: { ...process.env, ...env, NODE_ENV: 'production', LIMEN_BUILD_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new CannotPrepare(`The build failed.\n${done.stdout}\n${done.stderr}`)
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(stamp, sources)
}

const sourceFolders = ['app', 'graphql', 'domain', 'db', 'engines']
const sourceFiles = ['next.config.ts', 'proxy.ts', 'postcss.config.mjs', 'package-lock.json']

/** SHA-256 over everything that `next build` reads; tests do not count. */
function hashSources() {
  const hash = createHash('sha256').update(process.versions.node)
  const inFolders = sourceFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  )
  const files = [...sourceFiles.map((file) => join(root, file)), ...inFolders.sort()]
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
