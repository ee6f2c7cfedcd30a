/**
 * How other processes of this machine speak to a terminal that runs: over a socket in its folder, which only its owner can open. A question
 * is one line of JSON and, for a picture, its bytes behind it; the answer is one line.
 */
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { AppError } from '@/domain/errors'

export interface Question {
  ask: 'show' | 'status'
}

type Answer = { value: unknown } | { error: string }

/** The longest picture is shorter. */
const mostBytes = 32 * 1024 * 1024
/** What every system takes as the path of a socket. */
const longestPath = 100

/** @throws AppError `conflict` for a folder whose name is too long */
function socketOf(folder: string): string {
  const path = join(folder, 'door.sock')
  if (Buffer.byteLength(path) > longestPath) {
    const message = `The path of the folder is too long for a socket in it: at most ${longestPath - 10} bytes.`
    throw new AppError('conflict', message, { subject: 'terminal' })
  }
  return path
}

/**
 * For whoever has the terminal's store, so that no other process answers here.
 * @returns how to stop
 */
export async function answerQuestions(
  folder: string,
  answer: (question: Question, bytes: Uint8Array) => Promise<unknown>,
): Promise<() => Promise<void>> {
  const path = socketOf(folder)
  // Left behind by one that was killed.
  await rm(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => void reply(socket, answer))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  await chmod(path, 0o600)
  return async () => {
    await new Promise((closed) => server.close(closed))
  }
}

async function reply(socket: Socket, answer: (question: Question, bytes: Uint8Array) => Promise<unknown>) {
  // Who asked has gone: there is nobody to tell.
  socket.on('error', () => socket.destroy())
  const said = await outcomeOf(socket, answer)
  socket.end(`${JSON.stringify(said)}\n`)
}

async function outcomeOf(
  socket: Socket,
  answer: (question: Question, bytes: Uint8Array) => Promise<unknown>,
): Promise<Answer> {
  try {
    const { question, bytes } = split(await within(socket))
    return { value: await answer(question, bytes) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'It went wrong.' }
  }
}

async function within(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  let count = 0
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    count += chunk.length
    if (count > mostBytes) throw new Error('This is too much for a picture.')
  }
  return Buffer.concat(chunks)
}

function split(all: Buffer): { question: Question; bytes: Uint8Array } {
  const at = all.indexOf('\n')
  return { question: JSON.parse(all.subarray(0, at).toString()) as Question, bytes: all.subarray(at + 1) }
}

/** @throws AppError `not_found` where no terminal runs over this folder; Error with the words of the terminal */
export async function askTerminal<Value>(
  folder: string,
  question: Question,
  bytes: Uint8Array = new Uint8Array(),
): Promise<Value> {
  const socket = connect({ path: socketOf(folder), allowHalfOpen: true })
  try {
    socket.write(`${JSON.stringify(question)}\n`)
    socket.end(bytes)
    const said = JSON.parse(await text(socket)) as Answer
    if ('error' in said) throw new AppError('conflict', said.error)
    return said.value as Value
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'ECONNREFUSED') throw error
    const message = `No terminal runs over ${folder}. Start it: limen terminal run --data ${folder}`
    throw new AppError('not_found', message, { subject: 'terminal', cause: error })
  } finally {
    socket.destroy()
  }
}
