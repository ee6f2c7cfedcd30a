/**
 * Mends package-lock.json after `npm install` (`npm run lock`). A registry mirror that lacks the binaries of other
 * platforms makes npm leave them out of a fresh lock, and then `npm ci` refuses on every platform ("Missing: … from lock
 * file"). Each absent optional dependency of an exact version gets the entry npm would have written, less the hash.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './checkout.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/**
 * Optional dependencies of an exact version that the lock names but does not describe.
 * @returns {{ path: string, entry: object }[]} what to add under `packages`
 */
export function missingEntries({ packages }) {
  const missing = new Map()
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (/^\d+\.\d+\.\d+/.test(version) && !resolves(packages, path, name)) {
        missing.set(`node_modules/${name}`, { version, optional: true, ...platformOf(name) })
      }
    }
  }
  return [...missing].map(([path, entry]) => ({ path, entry }))
}

/** Node's own look-up: from the package's folder outwards. */
function resolves(packages, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (`${base ? `${base}/` : ''}node_modules/${name}` in packages) return true
    if (!base) return false
  }
}

/** `@next/swc-linux-x64-gnu` -> linux, x64, glibc. Keeps npm from installing it elsewhere. */
function platformOf(name) {
  const words = name.split(/[/-]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : []
  return { ...(os.length && { os }), ...(cpu.length && { cpu }), ...(libc.length && { libc }) }
}

export function mend(lock) {
  for (const [path, entry] of Object.entries(lock.packages)) if (entry.extraneous) delete lock.packages[path]
  for (const { path, entry } of missingEntries(lock)) lock.packages[path] = entry
  const [[, rootEntry], ...others] = Object.entries(lock.packages)
  lock.packages = Object.fromEntries([['', rootEntry], ...others.sort(([a], [b]) => a.localeCompare(b, 'en'))])
  return lock
}

if (process.argv[1] === import.meta.filename) {
  const file = join(root, 'package-lock.json')
  const before = readFileSync(file, 'utf8')
  const after = `${JSON.stringify(mend(JSON.parse(before)), null, 2)}\n`
  if (after !== before) writeFileSync(file, after)
  console.log(after === before ? 'The lock is whole.' : 'The lock was mended.')
}
