/**
 * How cameras and people of this machine speak to a terminal that runs: HTTP over a socket in its folder, which only its owner can open.
 * `POST /show` takes a picture and answers with the decision, `GET /status` tells how it is doing.
 */
import { chmod, rm } from 'node:fs/promises'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { AppError } from '@/domain/errors'

/** What is done for each address. @throws AppError for what is told to whoever asked */
export interface Answers {
  'POST /show': (picture: Uint8Array) => Promise<object>
  'GET /status': () => Promise<object>
}

const socketName = 'door.sock'
/** As long as pictures may be for the engines, and a little more. */
const mostBytes = 32 * 1024 * 1024
/** What every system takes as the path of a socket. */
const longestPath = 100

/** @throws AppError `conflict` for a folder whose path is too long */
export function doorOf(folder: string): string {
  const path = join(folder, socketName)
  if (Buffer.byteLength(path) <= longestPath) return path
  const most = longestPath - Buffer.byteLength(`/${socketName}`)
  throw new AppError('conflict', `The path of the folder is too long for a socket in it: at most ${most} bytes.`)
}

/**
 * For whoever has the terminal's store, so that no other process answers here.
 * @returns how to stop
 */
export async function openDoor(folder: string, answers: Answers): Promise<() => Promise<void>> {
  const path = doorOf(folder)
  // Left behind by one that was killed.
  await rm(path, { force: true })
  const server = createServer((asked, answer) => void reply(asked, answer, answers))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  await chmod(path, 0o600)
  return async () => {
    await new Promise((closed) => server.close(closed))
  }
}

async function reply(asked: IncomingMessage, answer: ServerResponse, answers: Answers): Promise<void> {
  const { status, body } = await outcomeOf(asked, answers)
  answer.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  answer.end(`${JSON.stringify(body)}\n`)
}

async function outcomeOf(asked: IncomingMessage, answers: Answers): Promise<{ status: number; body: object }> {
  try {
    const place = `${asked.method} ${asked.url}`
    if (place === 'POST /show') return { status: 200, body: await answers[place](await pictureOf(asked)) }
    if (place === 'GET /status') return { status: 200, body: await answers[place]() }
    return { status: 404, body: { message: 'There is POST /show and GET /status.' } }
  } catch (error) {
    const status = error instanceof AppError ? error.status : 500
    return { status, body: { message: error instanceof Error ? error.message : 'It went wrong.' } }
  }
}

async function pictureOf(asked: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let count = 0
  for await (const chunk of asked as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    count += chunk.length
    if (count > mostBytes) throw new AppError('too_large', 'This is too much for a picture.')
  }
  return Buffer.concat(chunks)
}

/** @throws AppError `not_found` where no terminal runs over this folder; in the terminal's words where it does not do it */
export async function askTerminal<Value>(
  folder: string,
  { method, path, body }: { method: 'GET' | 'POST'; path: string; body?: Uint8Array },
): Promise<Value> {
  const socketPath = doorOf(folder)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath, method, path, agent: false }, resolve).once('error', reject).end(body)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ECONNREFUSED') throw error
    const message = `No terminal runs over ${folder}. Start it: limen terminal run --data ${folder}`
    throw new AppError('not_found', message, { subject: 'terminal', cause: error })
  })
  const value = await json(answer)
  if (answer.statusCode === 200) return value as Value
  throw new AppError('conflict', (value as { message: string }).message)
}
