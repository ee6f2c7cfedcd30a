/** `npm start`: prepares whatever is missing, serves, and says where, what to do next and where the data lies. */
import { createServer } from 'node:net'
import { loadEnvFile } from './checkout.mjs'
import { greeting } from './greeting.mjs'
import { CannotPrepare, prepare } from './prepare.mjs'

try {
  loadEnvFile()
  await portIsFree(Number(process.env.PORT || 3000))
  await prepare()
  const { serve } = await import('./server.mjs')
  console.log(greeting(await serve()))
} catch (error) {
  console.error(explain(error))
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

function explain(error) {
  if (error instanceof CannotPrepare) return `\n${error.message}`
  if (error.code === 'EADDRINUSE') {
    const port = process.env.PORT || 3000
    return `\nPort ${port} is taken, perhaps by a Limen that already runs. Stop it, or choose another: PORT=${Number(port) + 1} npm start`
  }
  return error
}
