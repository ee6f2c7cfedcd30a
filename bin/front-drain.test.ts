/** What a stop waits for, over raw sockets. */
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { followConnections } from './front-drain.mjs'

test('connections that are silent, half-sent or at rest are closed; those in work and those that move are not', async () => {
  const held: ServerResponse[] = []
  const server = createServer((request, response) => {
    if (request.url === '/rest') response.end()
    else if (request.url === '/upload') request.on('error', () => {}).resume()
    else held.push(response)
  })
  const closeSilent = followConnections(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const open = (text: string) => {
    const socket = connect(port, '127.0.0.1', () => void (text && socket.write(text)))
    return socket.on('error', () => {}).resume()
  }

  const silent = open('')
  const halfHeaders = open('GET / HTTP/1.1\r\nHost')
  const noBody = open('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n')
  const atRest = open('GET /rest HTTP/1.1\r\nHost: x\r\n\r\n')
  const inWork = open('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab')
  const unread = open(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(300_000)}`)
  const moving = open('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n')
  await wait(200)

  closeSilent()
  moving.write('x')
  await wait(200)
  closeSilent()
  await wait(200)
  const closed = [silent, halfHeaders, noBody, atRest, inWork, unread, moving].map(({ closed }) => closed)
  expect(closed).toEqual([true, true, true, true, false, false, false])

  server.close().closeAllConnections()
})
