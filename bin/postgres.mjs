/** A throwaway PostgreSQL server on loopback for tests, in a temporary folder. Never touches a server that is there. */
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** @returns {string | null} the folder that holds `initdb` and `postgres`, newest version first */
export function findPostgres() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...process.env.PATH.split(delimiter)]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
}

/** @returns {Promise<{ url: string, stop: () => Promise<void> } | null>} null where no PostgreSQL is installed */
export async function startPostgres() {
  const bin = findPostgres()
  if (!bin) return null
  const folder = mkdtempSync(join(tmpdir(), 'limen-postgres-'))
  const owner = serverOwner()
  if ('uid' in owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const options = { cwd: folder, ...owner, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' }

  const init = ['-D', data, '-U', 'limen', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  const made = spawnSync(join(bin, 'initdb'), init, options)
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)

  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    max_connections: 200,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // To a file: whoever started it may be waiting for a test run and read no pipe, and a server whose pipe is full stands still.
  const logFile = join(folder, 'log')
  const log = openSync(logFile, 'w')
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...options,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const ended = new Promise((resolve) => server.once('exit', resolve))

  const stop = async () => {
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients that forgot to leave.
    server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await accepting(server, logFile)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `postgres://limen@127.0.0.1:${port}/postgres`, stop }
}

/** PostgreSQL refuses to run as root: then it runs as the `postgres` user that its package made, else as `nobody`. */
function serverOwner() {
  if (process.getuid?.() !== 0) return {}
  const id = (flag, user) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout)
  const user = ['postgres', 'nobody'].find((name) => id('-u', name) > 0)
  if (!user) throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody.')
  return { uid: id('-u', user), gid: id('-g', user) }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Resolves when the server says that it accepts connections. */
async function accepting(server, logFile) {
  for (;;) {
    const said = readFileSync(logFile, 'utf8')
    if (said.includes('ready to accept connections')) return
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`postgres ended: ${said}`)
    await sleep(20)
  }
}
