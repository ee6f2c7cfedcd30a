/** `npm start`: prepares whatever is missing, serves, and says where, what to do next and where the data lies. */
import { createServer } from 'node:net'
import { loadEnvFile } from './checkout.mjs'
import { greeting, trouble } from './console.mjs'
import { prepare } from './prepare.mjs'

try {
  loadEnvFile()
  await portIsFree(Number(process.env.PORT || 3000))
  await prepare()
  const { serve } = await import('./server.mjs')
  console.log(greeting(await serve()))
  stopWithNpm()
} catch (error) {
  console.error('\nLimen does not start.', trouble(error))
  process.exit(1)
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
