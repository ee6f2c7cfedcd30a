/**
 * The search worker thread: holds every gallery and answers one call after the other.
 * What is refused is answered; any other error ends the thread, as a gallery half changed must not go on answering.
 */
import { parentPort } from 'node:worker_threads'
import { Galleries } from './galleries'
import type { Answer, Call, Operations } from './messages'
import { SearchRefused } from './refused'

if (parentPort === null) throw new Error('engines/search/worker.ts runs in a worker thread only.')
const port = parentPort
const galleries = new Galleries()

function perform(call: Call): Operations[Call['operation']]['output'] {
  switch (call.operation) {
    case 'put':
      return galleries.put(call.input)
    case 'remove':
      return galleries.remove(call.input)
    case 'search':
      return galleries.search(call.input)
    case 'read':
      return galleries.read(call.input)
    case 'size':
      return galleries.size(call.input)
    case 'drop':
      return galleries.drop(call.input)
  }
}

function answer(call: Call): Answer {
  try {
    return { call: call.call, value: perform(call) }
  } catch (error) {
    if (error instanceof SearchRefused) return { call: call.call, refused: error.message }
    throw error
  }
}

port.on('message', (call: Call) => port.postMessage(answer(call)))
