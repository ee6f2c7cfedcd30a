/** `limen terminal …`: the reference terminal, a device at a door in software. It needs a bureau's address and nothing else of it. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { AppError } from '@/domain/errors'
import { Refused, Unreachable } from '@/domain/terminals/device/calls'
import type { Shown } from '@/domain/terminals/device/door'
import { openTerminal, pairFolder } from '@/domain/terminals/device/node/terminal'
import type { Status } from '@/domain/terminals/device/terminal'
import { EngineBusy, openFaces, PictureRefused } from '../_context'
import { askTerminal, doorOf, openDoor } from '../terminal-door'
import { NotWell, requiredOption, unreadable, UsageError, type Call, type Command, type Output } from './command'
import { facts } from './print'

/** Beside those of every command. */
const exitCodes = { refused: 3, retired: 4 }

const data = { type: 'string' } as const
const dataHelp = '--data FOLDER  where the terminal keeps its keys and what it holds'

const pair: Command = {
  name: 'terminal pair',
  summary: 'make a folder the device of a terminal, by the code that the portal shows',
  usage: '--server URL --code CODE --data FOLDER',
  help: [
    '--server URL   the address of the bureau',
    '--code CODE    eight characters, good for five minutes; capitals and hyphens do not count',
    `${dataHelp}; a new one`,
    'Prints the fingerprint that somebody has to compare with the one in the portal before they let the terminal in.',
  ],
  options: { server: { type: 'string' }, code: { type: 'string' }, data },
  async run({ values, pathOf, print, remark }) {
    const server = serverOption(values)
    const code = requiredOption(values, 'code')
    const folder = pathOf(requiredOption(values, 'data'))
    if (server.protocol === 'http:' && !isLoopback(server.hostname)) {
      remark('Not over TLS: who listens on the way reads the names of those who may come in.')
    }
    const { terminalId, fingerprint } = await pairFolder({ folder, server: server.origin, code }).catch(inWords)
    print({
      json: { terminal_id: terminalId, fingerprint, data: folder },
      text: [
        facts([
          ['terminal', terminalId],
          ['fingerprint', fingerprint],
        ]),
        '',
        `Compare the fingerprint with the one in the portal and let the terminal in there. Then: npx limen terminal run --data ${folder}`,
      ].join('\n'),
    })
  },
}

const run: Command = {
  name: 'terminal run',
  summary: 'follow the bureau, decide by what is held, and report; until it is stopped',
  usage: '--data FOLDER',
  help: [
    dataHelp,
    'Prints a line for each decision; pictures come by `limen terminal show`, or as POST http://door/show over the socket',
    'door.sock in the folder (curl --unix-socket). It goes on while the bureau is away.',
    `Ends with exit code 0 when it is stopped, and ${exitCodes.retired} when the terminal was retired and has destroyed what it held.`,
  ],
  options: { data },
  async run({ values, pathOf, root, print, remark }) {
    const folder = pathOf(requiredOption(values, 'data'))
    doorOf(folder)
    const stop = new AbortController()
    const onStop = () => stop.abort()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, onStop)
    const faces = openFaces(root)
    const terminal = openTerminal({ folder, faces: (model) => faces.of(model), software: softwareOf(root), remark })
    try {
      const closeDoor = await openDoor(folder, {
        'POST /show': async (picture) => {
          const shown = await terminal.show(picture).catch(inWords)
          print(outputOf(shown))
          return shown
        },
        'GET /status': async () => terminal.status(),
      })
      try {
        if ((await terminal.run(stop.signal)) === 'retired') throw new NotWell('retired', exitCodes.retired)
      } finally {
        await closeDoor()
      }
    } finally {
      terminal.close()
      await faces.close()
    }
  },
}

const show: Command = {
  name: 'terminal show',
  summary: 'hold a picture before the camera of a terminal that runs, and tell what it decides',
  usage: 'PICTURE --data FOLDER',
  help: [
    'PICTURE        a JPEG, PNG or WebP; - for standard input',
    dataHelp,
    `Ends with exit code 0 when somebody may come in, and ${exitCodes.refused} when not. With --json there is a token for door controllers.`,
  ],
  options: { data },
  positionals: 1,
  async run({ positionals: [picture], values, pathOf, print }) {
    const folder = pathOf(requiredOption(values, 'data'))
    const body = picture === '-' ? await buffer(process.stdin) : await bytesOf(pathOf(picture!))
    const shown = await askTerminal<Shown>(folder, { method: 'POST', path: '/show', body })
    print(outputOf(shown))
    if (shown.decision !== 'granted') throw new NotWell(shown.type, exitCodes.refused)
  },
}

const status: Command = {
  name: 'terminal status',
  summary: 'tell how a terminal that runs is doing',
  usage: '--data FOLDER',
  help: [dataHelp],
  options: { data },
  async run({ values, pathOf, print }) {
    const folder = pathOf(requiredOption(values, 'data'))
    const now = await askTerminal<Status>(folder, { method: 'GET', path: '/status' })
    print({
      json: now,
      text: facts([
        ['terminal', now.name ? `${now.name} (${now.terminal_id})` : now.terminal_id],
        ['zone', now.zone_id],
        ['fingerprint', now.fingerprint],
        ['state', now.state],
        ['people held', now.held_users],
        ['line of the feed', now.revision],
        ['last heard', now.heard_at],
        ['reports that wait', now.queued_reports],
        ['its clock', now.time],
      ]),
    })
  },
}

function outputOf(shown: Shown): Output {
  const { decision, acs_id, type, quality, event_id, mode, sequence, offline, occurred_at } = shown
  const who = acs_id ?? 'nobody known'
  const verdict =
    decision === 'granted'
      ? `${mode === 'relay' ? 'GRANTED' : 'RECOGNISED'} ${who} (${event_id ? `event ${event_id}` : 'member'})`
      : `REFUSED ${who} (${[type, quality].filter(Boolean).join(': ')})`
  const text = [verdict, `no. ${sequence}`, occurred_at, ...(offline ? ['offline'] : [])].join(', ')
  return { json: shown, text, isLine: true }
}

/** @throws AppError */
const bytesOf = (path: string): Promise<Uint8Array> =>
  readFile(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })

/** @throws UsageError */
function serverOption(values: Call['values']): URL {
  const text = requiredOption(values, 'server')
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new UsageError('--server takes an address such as https://bureau.example.org.')
  }
  return url
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\./.test(host)

function inWords(error: unknown): never {
  const isForPeople = error instanceof Refused || error instanceof Unreachable || error instanceof PictureRefused
  if (isForPeople) throw new AppError('conflict', error.message, { cause: error })
  if (error instanceof EngineBusy) throw new AppError('busy', error.message, { cause: error })
  throw error
}

const softwareOf = (root: string) =>
  `limen ${(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version}`

export const terminalCommands = [pair, run, show, status]
