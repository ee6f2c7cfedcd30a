/**
 * The server process: the front (front.mjs) before Next's handler, TLS when a certificate is given, listening, and
 * draining on SIGTERM. `node bin/server.mjs` serves what is already built; `npm start` prepares first.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadEnvFile, root } from './checkout.mjs'
import { greeting, trouble } from './console.mjs'
import { createFront } from './front.mjs'

const drainMs = 15_000

/**
 * Starts Next and listens: on this machine only until the bureau says that it has an owner, then everywhere, or on
 * LIMEN_HOST alone where that is set.
 * @returns {Promise<{ port: number, secure: boolean, bureau: import('../app/_lib/start').OpenedBureau }>}
 * @throws what kept the bureau from being opened
 */
export async function serve({ dev = false, env = process.env } = {}) {
  // Relative paths in the configuration mean the checkout, wherever this was started.
  process.chdir(root)
  const wantedPort = Number(env.PORT || 3000)

  let isOpen = false
  /** Set once this listens. */
  let listenEverywhere = async () => {}
  /** What pages, whose bundles are Next's, may ask for too: app/_lib/front.ts. */
  const openToEveryone = async () => {
    if (isOpen) return
    isOpen = true
    await listenEverywhere()
  }
  globalThis.limenFront = { openToEveryone }
  const { startBureau } = await import('../build/bureau.mjs')
  const bureau = await startBureau({ openToEveryone })
  if (bureau.hasOwner) isOpen = true

  const { default: next } = await import('next')
  const app = next({ dev, dir: root, port: wantedPort, quiet: !dev, turbopack: dev })
  await app.prepare()

  // Read only now: the bureau has seen by then that the environment makes sense.
  const secure = Boolean(env.LIMEN_TLS_CERT)
  const tls = secure ? { cert: readFileSync(env.LIMEN_TLS_CERT), key: readFileSync(env.LIMEN_TLS_KEY) } : undefined
  const front = createFront(app.getRequestHandler(), { trustProxy: env.LIMEN_TRUST_PROXY, secure })

  const servers = new Set()
  const listen = (port, host) =>
    new Promise((resolve, reject) => {
      const server = tls ? createTlsServer(tls, front) : createServer(front)
      if (dev) server.on('upgrade', app.getUpgradeHandler())
      server.on('checkContinue', front)
      server.once('error', reject)
      // The kernel's usual 511 waiting connections are fewer than a flood brings; those beyond would be reset unanswered.
      server.listen({ port, host, backlog: 4096 }, () => resolve(server.address().port))
      servers.add(server)
    })

  const everywhere = env.LIMEN_HOST || undefined
  const port = await listen(wantedPort, isOpen ? everywhere : '127.0.0.1')

  listenEverywhere = async () => {
    // The port is free again as soon as the first server stops accepting; its open connections go on undisturbed.
    for (const server of servers) server.close(() => servers.delete(server))
    await listen(port, everywhere)
  }

  const drain = async (signal) => {
    const closed = [...servers].map((server) => new Promise((resolve) => server.close(resolve)))
    const idle = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), 100)
    await Promise.race([Promise.all(closed), sleep(drainMs)])
    clearInterval(idle)
    servers.forEach((server) => server.closeAllConnections())
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

if (process.argv[1] === import.meta.filename) {
  loadEnvFile()
  try {
    console.log(greeting(await serve()))
  } catch (error) {
    console.error('Limen does not start.', trouble(error))
    process.exit(1)
  }
}
