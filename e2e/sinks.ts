/** What stands in for Resend: a server on this machine that answers as its API does and keeps what it gets. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
}

export interface ResendSink {
  /** For the server under test. */
  env: Record<string, string>
  /** Waits for the next mail to the address with this subject, and takes it out. */
  take(to: string, subject: string): Promise<Mail>
  /** Mails that nobody has taken yet. */
  left(): Mail[]
  /** What the sink answers from now on; 200 takes the mail. */
  answer(status: number): void
  close(): void
}

export async function startResendSink(): Promise<ResendSink> {
  const mails: Mail[] = []
  let status = 200
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      if (status === 200) mails.push(body as Mail)
      const answer = status === 200 ? { id: 'mail' } : { statusCode: status, name: 'error', message: 'Not today.' }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    env: {
      RESEND_API_KEY: 're_test',
      RESEND_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      LIMEN_MAIL_FROM: 'Bureau <bureau@example.org>',
    },
    async take(to, subject) {
      for (let tries = 0; tries < 200; tries++) {
        const at = mails.findIndex((mail) => mail.to === to && mail.subject === subject)
        if (at >= 0) return mails.splice(at, 1)[0]!
        await wait(50)
      }
      throw new Error(`No mail '${subject}' to ${to}; there were: ${mails.map((mail) => mail.subject).join(', ')}`)
    },
    left: () => mails,
    answer: (next) => {
      status = next
    },
    close: () => server.close(),
  }
}

/** The address in a mail, under which the server is asked for the page. */
export function linkIn({ text }: Mail): string {
  return /http:\/\/\S+\/(?:invited|confirm|reset)\/\S+/.exec(text)![0]
}
