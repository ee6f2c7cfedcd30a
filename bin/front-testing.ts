/** A front to test, driven over raw sockets and fetch, with a handler that tells what it was given. Nothing outside of tests imports it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { createFront } from './front.mjs'

const servers: ReturnType<typeof createServer>[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close().closeAllConnections()))

export interface Seen {
  url: string
  headers: Record<string, string>
  bytes: number
  /** Of a form. */
  body?: string
}

/** A server whose handler reads the whole body and answers with what it saw; `failures` holds its broken reads. */
export async function start(options = {}) {
  const failures: unknown[] = []
  const seen: Seen[] = []
  const handler = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks)
      const sight: Seen = { url: request.url!, headers: request.headers as Record<string, string>, bytes: body.length }
      if (/^multipart/.test(sight.headers['content-type'] ?? '')) sight.body = String(body)
      seen.push(sight)
      response.end(JSON.stringify(sight))
    } catch (error) {
      failures.push(error)
    }
  }
  const server = createServer(createFront(handler, options))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  return { port, url: `http://127.0.0.1:${port}`, seen, failures }
}

/** Sends text as it is, which fetch would refuse to, and gives the whole answer. */
export async function raw(port: number, text: string): Promise<{ status: number; body: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  const [head, body] = answer.split('\r\n\r\n')
  return { status: Number(head!.split(' ')[1]), body: body ?? '' }
}
