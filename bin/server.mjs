/**
 * The server process: the front (front.mjs) before Next's handler, TLS when a certificate is given, listening, and
 * draining on SIGTERM. `node bin/server.mjs` serves what is already built; `npm start` prepares first.
 */
import { EventEmitter, setMaxListeners } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadEnvFile, root } from './checkout.mjs'
import { greeting, trouble } from './console.mjs'
import { followConnections } from './front-drain.mjs'
import { createFront } from './front.mjs'
import { collectAtRest } from './rest.mjs'

/** How long a stop waits for requests in work, and for connections on which nothing moves. */
const drainMs = 15_000
const silentMs = 2_000

/**
 * Starts Next and listens everywhere, or on LIMEN_HOST alone where that is set; until the bureau says that it has an owner it
 * answers this machine only.
 * @returns {Promise<{ port: number, secure: boolean, bureau: import('../app/_lib/start').OpenedBureau }>}
 * @throws what kept the bureau from being opened
 */
export async function serve({ dev = false, env = process.env } = {}) {
  // Relative paths in the configuration mean the checkout, wherever this was started.
  process.chdir(root)
  // Whoever reads the log may be gone. Told of that as a fault, Next would write it into the same pipe, for ever.
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  const wantedPort = Number(env.PORT || 3000)

  let isOpen = false
  /** What pages, whose bundles are Next's, may ask for too: app/_lib/front.ts. */
  const openToEveryone = () => {
    isOpen = true
  }
  /** Tells long polls and streams, which would otherwise keep a stop waiting for as long as it waits for anything. */
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const asked = { openToEveryone, stopping: stopping.signal }
  globalThis.limenFront = asked
  const { startBureau } = await import('../build/bureau.mjs')
  const bureau = await startBureau(asked)
  if (bureau.hasOwner) isOpen = true

  const { default: next } = await import('next')
  // Next listens here for upgrades, not at our servers: they would leave every client unanswered that offers HTTP/2.
  const upgrades = new EventEmitter()
  const app = next({ dev, dir: root, port: wantedPort, quiet: !dev, turbopack: dev, httpServer: upgrades })
  await app.prepare()

  // Read only now: the bureau has seen by then that the environment makes sense.
  const secure = Boolean(env.LIMEN_TLS_CERT)
  const tls = secure ? { cert: readFileSync(env.LIMEN_TLS_CERT), key: readFileSync(env.LIMEN_TLS_KEY) } : undefined
  const isAction = dev ? undefined : actionsOf(join(root, env.LIMEN_BUILD_DIR ?? '.next'))
  const front = createFront(app.getRequestHandler(), { trustProxy: env.LIMEN_TRUST_PROXY, secure, isAction })

  let requests = 0
  collectAtRest(() => requests)

  /** Server -> what closes its silent connections. */
  const servers = new Map()
  const listen = (port, host) =>
    new Promise((resolve, reject) => {
      const server = tls ? createTlsServer(tls, front) : createServer(front)
      // The pages in development are told of changes over a web socket. Next listens from its first request on.
      if (dev) server.on('upgrade', (...offer) => upgrades.emit('upgrade', ...offer) || offer[1].destroy())
      server.on('checkContinue', front)
      server.on('request', () => requests++)
      // Whoever asks again at once over the same connection would never let it come to rest.
      server.prependListener('request', (_, response) => {
        if (stopping.signal.aborted) response.setHeader('connection', 'close')
      })
      // Not by listening on loopback alone: to listen anew means a moment in which the page of the new owner gets no answer.
      server.prependListener('connection', (socket) => isOpen || isFromHere(socket) || socket.destroy())
      server.once('error', reject)
      // The kernel's usual 511 waiting connections are fewer than a flood brings; those beyond would be reset unanswered.
      server.listen({ port, host, backlog: 4096 }, () => resolve(server.address().port))
      servers.set(server, followConnections(server))
    })

  const port = await listen(wantedPort, env.LIMEN_HOST || undefined)

  const drain = async (signal) => {
    stopping.abort()
    const closed = [...servers.keys()].map((server) => new Promise((resolve) => server.close(resolve)))
    const idle = setInterval(() => servers.forEach((_, server) => server.closeIdleConnections()), 100)
    servers.forEach((closeSilent) => closeSilent())
    const silent = setInterval(() => servers.forEach((closeSilent) => closeSilent()), silentMs)
    await Promise.race([Promise.all(closed), sleep(drainMs)])
    clearInterval(idle)
    clearInterval(silent)
    servers.forEach((_, server) => server.closeAllConnections())
    await bureau.close()
    await app.close()
    process.exit(signal === 'SIGINT' ? 130 : 0)
  }
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      drain(signal).catch((error) => {
        console.error(error)
        process.exit(1)
      })
    })
  }

  return { port, secure, bureau }
}

/** Knows the forms of a build by their ids; where Next one day keeps no such list, every id is let through to it. */
function actionsOf(buildDir) {
  const list = join(buildDir, 'server/server-reference-manifest.json')
  if (!existsSync(list)) return undefined
  const { node, edge } = JSON.parse(readFileSync(list, 'utf8'))
  const ids = new Set([...Object.keys(node ?? {}), ...Object.keys(edge ?? {})])
  return (id) => ids.has(id)
}

/** From this machine. Where LIMEN_HOST leaves no loopback address to call, its own is one. */
const isFromHere = ({ remoteAddress = '', localAddress }) =>
  /^(::ffff:)?127\.|^::1$/.test(remoteAddress) || (Boolean(process.env.LIMEN_HOST) && remoteAddress === localAddress)

if (process.argv[1] === import.meta.filename) {
  loadEnvFile()
  try {
    console.log(greeting(await serve()))
  } catch (error) {
    console.error('Limen does not start.', trouble(error))
    process.exit(1)
  }
}
