/** A server on this machine that stands in for Resend, and the carrier that posts to it. Nothing outside of tests imports it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { openMail } from './transports/open'

interface Posted {
  to: string
  from: string
  subject: string
  text: string
  html: string
  /** The idempotency key. */
  key: unknown
}

/** Closes with the test. @param fail how many calls are answered 500 first */
export async function resendSink(fail = 0) {
  const letters: Posted[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      if (fail-- > 0) return response.writeHead(500).end('{"statusCode":500,"message":"Down.","name":"error"}')
      letters.push({ ...(body as Omit<Posted, 'key'>), key: request.headers['idempotency-key'] })
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"id":"mail-${letters.length}"}`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const mail = openMail({ from: 'Bureau <b@example.org>', folder: '/nowhere', resend: { apiKey: 're_test', baseUrl } })
  return { letters, mail }
}
