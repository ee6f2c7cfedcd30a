/** `npm start`: prepares whatever is missing, serves, and says where, what to do next and where the data lies. */
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { CannotPrepare, prepare } from './prepare.mjs'

try {
  await portIsFree(Number(process.env.PORT || 3000))
  await prepare()
  const { serve } = await import('./server.mjs')
  const { port, secure, bureau } = await serve()
  console.log(greeting({ port, secure, bureau }))
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

function greeting({ port, secure, bureau }) {
  const scheme = secure ? 'https' : 'http'
  const addresses = [`${scheme}://localhost:${port}`]
  if (bureau.hasOwner) addresses.push(...lanAddresses().map((address) => `${scheme}://${address}:${port}`))
  const lines = ['', `Limen is ready at ${addresses.join(' and ')}`, '']
  if (!bureau.hasOwner) {
    lines.push(
      'It has no owner yet and answers on this machine only. Register as the first owner, once, at',
      `  ${bureau.setUpUrl}`,
      '',
    )
  }
  lines.push(
    `Data:       ${bureau.dataPlace}`,
    `Master key: ${bureau.keyPlace}`,
    '            Keep a copy of the key apart from the data: without it nobody opens the data, you included.',
    '',
    'Next: make a client that may call the API (the secret is shown once), then follow the README:',
    '  npx limen client create --tenant main --name "First client"',
    '',
    'Stop with Ctrl+C; requests in progress are finished first.',
  )
  return lines.join('\n')
}

const lanAddresses = () =>
  Object.values(networkInterfaces())
    .flat()
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address)

function explain(error) {
  if (error instanceof CannotPrepare) return `\n${error.message}`
  if (error.code === 'EADDRINUSE') {
    const port = process.env.PORT || 3000
    return `\nPort ${port} is taken, perhaps by a Limen that already runs. Stop it, or choose another: PORT=${Number(port) + 1} npm start`
  }
  return error
}
