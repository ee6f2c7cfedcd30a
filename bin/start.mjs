/** `npm start`: prepares whatever is missing, serves, and says where, what to do next and where the data lies. */
import { createServer } from 'node:net'
import { loadEnvFile } from './checkout.mjs'
import { greeting, trouble } from './console.mjs'
import { CannotPrepare, prepare } from './prepare.mjs'

try {
  loadEnvFile()
  await portIsFree(wantedPort())
  await prepare()
  const { serve } = await import('./server.mjs')
  console.log(greeting(await serve()))
  stopWithNpm()
} catch (error) {
  console.error('\nLimen does not start.', trouble(error))
  process.exit(1)
}

/** The environment as a whole is read in db/env.ts, which is not bundled yet before the first start. @throws CannotPrepare */
function wantedPort() {
  const text = process.env.PORT?.trim() || '3000'
  const port = /^\d+$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65535) return port
  throw new CannotPrepare('The environment is not usable:\n- PORT must be a number from 1 to 65535')
}

/** Asked before a minute is spent on preparing. @throws the error of `listen` */
function portIsFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, '127.0.0.1', () => probe.close(resolve))
  })
}

/** npm hands SIGTERM to the shell between us, which dies of it without a word: losing the parent is then the signal. */
function stopWithNpm() {
  const shell = process.ppid
  if (!process.env.npm_lifecycle_event) return
  setInterval(() => process.ppid !== shell && process.kill(process.pid, 'SIGTERM'), 500).unref()
}
