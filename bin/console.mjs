/** What the console says: once the server listens, and when it cannot start. */
import { networkInterfaces } from 'node:os'
import { onlyInThisEnvironment } from './checkout.mjs'

/** @param {Awaited<ReturnType<typeof import('./server.mjs').serve>>} served */
export function greeting({ port, secure, bureau }) {
  const scheme = secure ? 'https' : 'http'
  const addresses = ['localhost', ...(bureau.hasOwner ? lanAddresses() : [])]
  const lines = ['', `Limen is ready at ${addresses.map((host) => `${scheme}://${host}:${port}`).join(' and ')}`, '']
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
    `  ${sameData()}npx limen client create --tenant main --name "First client"`,
    '',
    ...bureau.remarks.flatMap((remark) => [remark, '']),
    'Stop with Ctrl+C; requests in progress are finished first.',
  )
  return lines.join('\n')
}

/** What a command in another terminal needs to meet this bureau; nothing where `.env` or the default says it. */
function sameData() {
  const folder = onlyInThisEnvironment('LIMEN_DATA_DIR')
  if (folder === undefined) return ''
  return `LIMEN_DATA_DIR=${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`} `
}

/** @returns what went wrong in words where it is known, else the error with its stack */
export function trouble(error) {
  if (error.code === 'EADDRINUSE') {
    return `Port ${error.port} is taken, perhaps by a Limen that already runs. Stop it, or choose another: PORT=${error.port + 1} npm start`
  }
  return ['CannotPrepare', 'EnvironmentRefused'].includes(error.name) ? error.message : error
}

const lanAddresses = () =>
  Object.values(networkInterfaces())
    .flat()
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address)
