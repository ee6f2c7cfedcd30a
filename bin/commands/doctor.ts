/** `limen doctor`: what is configured, what is missing, and how to mend it. Looks only; makes and changes nothing. */
import { access, constants, stat, statfs } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { hasOwner } from '@/domain/admins'
import { listClients } from '@/domain/clients'
import { listTenants } from '@/domain/tenants'
import { EnvironmentRefused, hasBureau, loadManifest, readEnvironment, type Environment } from '../_context'
import { NotWell, type Call, type Command } from './command'
import { fileState } from './models'
import { counted } from './print'

interface Finding {
  about: string
  state: 'ok' | 'note' | 'bad'
  says: string
  /** How to mend it, or what follows from it. */
  mend?: string
}

const lowDiskBytes = 1024 ** 3

const doctor: Command = {
  name: 'doctor',
  summary: 'say what is configured, what is missing, and how to mend it',
  usage: '',
  help: [],
  async run(call) {
    const findings = await examine(call)
    print(call, findings)
    if (findings.some(({ state }) => state === 'bad')) throw new NotWell('Something has to be mended.')
  },
}

async function examine(call: Call): Promise<Finding[]> {
  const software = [node(), await build(call), await models(call)]
  const environment = environmentOr(call)
  if (!('dataDir' in environment)) return [...software, environment]
  const data = await dataFolder(environment)
  const remarks = environment.remarks.map((says): Finding => ({ about: 'Environment', state: 'note', says }))
  const place = [
    ...data,
    await masterKey(environment),
    await tls(environment),
    mail(environment),
    await server(environment),
  ].filter((finding) => finding !== null)
  // Opening a bureau that was never started would make one.
  return [...software, ...remarks, ...place, ...(hasBureau(environment) ? await bureau(call) : [])]
}

function node(): Finding {
  const [major] = process.versions.node.split('.').map(Number)
  const says = `Node ${process.versions.node}`
  return major! >= 22
    ? { about: 'Node', state: 'ok', says }
    : {
        about: 'Node',
        state: 'note',
        says,
        mend: 'Node 20 gets no more fixes since April 2026: change to 22 or newer.',
      }
}

async function build({ root, env }: Call): Promise<Finding> {
  const isBuilt = await exists(join(root, env.LIMEN_BUILD_DIR ?? '.next', 'BUILD_ID'))
  return isBuilt
    ? { about: 'Build', state: 'ok', says: 'the app is built' }
    : { about: 'Build', state: 'note', says: 'the app is not built yet', mend: '`npm start` builds it.' }
}

async function models({ root }: Call): Promise<Finding> {
  const nets = Object.values(loadManifest().nets)
  const states = await Promise.all(nets.map((net) => fileState(root, net)))
  const amiss = nets.flatMap((net, index) => (states[index] === 'right' ? [] : [`${net.file} (${states[index]})`]))
  return amiss.length === 0
    ? { about: 'Models', state: 'ok', says: `${nets.length} files, each the one that the manifest pins` }
    : { about: 'Models', state: 'bad', says: amiss.join(', '), mend: 'Remove build/models and run `npm start`.' }
}

function environmentOr({ env }: Call): Environment | Finding {
  try {
    return readEnvironment(env)
  } catch (error) {
    if (!(error instanceof EnvironmentRefused)) throw error
    const mend = 'Change what is set (or .env); .env.example explains each variable.'
    return { about: 'Environment', state: 'bad', says: error.problems.join('; '), mend }
  }
}

async function dataFolder({ dataDir }: Environment): Promise<Finding[]> {
  const folder = await stat(dataDir).catch(() => null)
  if (!folder) {
    const mend = '`npm start` makes it. Has the bureau another folder? Set LIMEN_DATA_DIR.'
    return [{ about: 'Data', state: 'note', says: `there is no ${dataDir} yet`, mend }]
  }
  const findings: Finding[] = []
  const isWritable = await access(dataDir, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )
  findings.push(
    isWritable
      ? { about: 'Data', state: 'ok', says: dataDir }
      : {
          about: 'Data',
          state: 'bad',
          says: `${dataDir} cannot be written`,
          mend: 'Give it to the user that runs Limen.',
        },
  )
  const { bavail, bsize } = await statfs(dataDir)
  if (bavail * bsize < lowDiskBytes) {
    const says = `${Math.round((bavail * bsize) / 1024 ** 2)} MiB are free`
    findings.push({ about: 'Disk', state: 'bad', says, mend: 'Make room: a full disk refuses enrolments.' })
  }
  return findings
}

function mail({ mail: { from, resend, smtpUrl, folder } }: Environment): Finding {
  if (resend) return { about: 'Mail', state: 'ok', says: `by Resend, from ${from}` }
  if (smtpUrl) return { about: 'Mail', state: 'ok', says: `by the SMTP server ${new URL(smtpUrl).host}, from ${from}` }
  const mend = 'Set RESEND_API_KEY or LIMEN_SMTP_URL, with LIMEN_MAIL_FROM, so that invitations and links reach people.'
  return { about: 'Mail', state: 'note', says: `no mail server: each mail becomes a file in ${folder}`, mend }
}

async function masterKey({ master, dataDir }: Environment): Promise<Finding> {
  if (master.kind === 'given') return { about: 'Master key', state: 'ok', says: 'from LIMEN_MASTER_KEY' }
  const file = await stat(master.path).catch(() => null)
  if (!file) {
    const mend = 'The first start makes it. If there is data already, restore the file from its copy.'
    return { about: 'Master key', state: 'note', says: `there is no ${master.path} yet`, mend }
  }
  if (process.platform !== 'win32' && (file.mode & 0o077) !== 0) {
    const says = `${master.path} can be read by others`
    return { about: 'Master key', state: 'bad', says, mend: `chmod 600 ${master.path}` }
  }
  if (!relative(dataDir, master.path).startsWith('..')) {
    const mend = 'Move it out and set LIMEN_KEY_FILE: whoever copies the folder copies what opens it.'
    return { about: 'Master key', state: 'bad', says: `${master.path} lies inside the data folder`, mend }
  }
  return { about: 'Master key', state: 'ok', says: `${master.path}; keep a copy apart from the data` }
}

async function tls({ tls, publicUrl }: Environment): Promise<Finding | null> {
  if (tls) {
    const unreadable: string[] = []
    for (const path of [tls.certFile, tls.keyFile]) if (!(await exists(path))) unreadable.push(path)
    return unreadable.length === 0
      ? { about: 'TLS', state: 'ok', says: tls.certFile }
      : {
          about: 'TLS',
          state: 'bad',
          says: `cannot read ${unreadable.join(' and ')}`,
          mend: 'Correct LIMEN_TLS_CERT and LIMEN_TLS_KEY.',
        }
  }
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'https:' || ['localhost', '127.0.0.1'].includes(hostname)) return null
  const mend =
    'Secrets and pictures travel in the clear, and browsers give no camera. Set LIMEN_TLS_CERT and LIMEN_TLS_KEY, or put a TLS proxy before it.'
  return { about: 'TLS', state: 'note', says: `${publicUrl} is not encrypted`, mend }
}

async function server({ port, tls }: Environment): Promise<Finding> {
  if (tls)
    return {
      about: 'Server',
      state: 'note',
      says: `not asked, because its certificate may not name this machine (port ${port})`,
    }
  const url = `http://127.0.0.1:${port}/api/health`
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (!answer)
    return { about: 'Server', state: 'note', says: `nothing answers on port ${port}`, mend: '`npm start` starts it.' }
  return answer.ok
    ? { about: 'Server', state: 'ok', says: `ready on port ${port}` }
    : {
        about: 'Server',
        state: 'note',
        says: `port ${port} answers ${answer.status}`,
        mend: `curl ${url} says what is missing.`,
      }
}

async function bureau(call: Call): Promise<Finding[]> {
  try {
    const context = await call.bureau()
    const [tenants, clients, isOwned] = [
      await listTenants(context),
      await listClients(context),
      await hasOwner(context.db),
    ]
    const living = clients.filter(({ revokedAt }) => revokedAt === null)
    const says = `${context.db.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${counted(tenants.length, 'tenant')}, ${counted(living.length, 'client')}`
    return [
      { about: 'Database', state: 'ok', says },
      isOwned
        ? { about: 'Owner', state: 'ok', says: 'registered' }
        : { about: 'Owner', state: 'note', says: 'nobody yet', mend: 'Open the set-up link that the start prints.' },
    ]
  } catch (error) {
    const mend = 'The message says what to look at; if it does not, the server’s log does.'
    return [{ about: 'Database', state: 'bad', says: (error as Error).message, mend }]
  }
}

const exists = (path: string) =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  )

function print({ print }: Call, findings: Finding[]): void {
  const width = Math.max(...findings.map(({ about }) => about.length))
  const text = findings
    .map(({ about, state, says, mend }) => {
      const line = `${state === 'bad' ? 'BAD ' : state.padEnd(4)}  ${about.padEnd(width)}  ${says}`
      return mend ? `${line}\n${' '.repeat(width + 8)}${mend}` : line
    })
    .join('\n')
  print({ json: { well: findings.every(({ state }) => state !== 'bad'), findings }, text })
}

export const doctorCommands = [doctor]
