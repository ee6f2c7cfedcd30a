/** Each carrier against what really listens or lies there: a loopback sink for Resend's API, an SMTP server, a folder. */
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { MailRefused, type Letter } from '../transport'
import { openMail } from './open'

const letter: Letter = {
  to: 'eve@example.org',
  subject: 'Grüße',
  html: '<p>Come in</p>',
  text: 'Come in',
  key: 'job-1',
}
const from = 'Bureau <bureau@example.org>'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Received {
  headers: IncomingMessage['headers']
  url: string | undefined
  body: unknown
}

async function resendSink(status = 200, answer: unknown = { id: 'mail-1' }) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push({ headers: request.headers, url: request.url, body })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => server.close())
  const { port } = server.address() as AddressInfo
  const mail = openMail({
    from,
    folder: '/nowhere',
    resend: { apiKey: 're_test', baseUrl: `http://127.0.0.1:${port}/` },
  })
  return { received, mail }
}

test('Resend gets the letter with its key, and says the same key at each try', async () => {
  const { received, mail } = await resendSink()
  expect(mail).toMatchObject({ kind: 'resend', place: expect.stringMatching(/^Resend at 127\.0\.0\.1/) })
  expect(await mail.deliver(letter)).toBe('mail-1')
  await mail.deliver(letter)
  expect(received).toHaveLength(2)
  for (const { headers, url, body } of received) {
    expect(url).toBe('/emails')
    expect(headers).toMatchObject({ authorization: 'Bearer re_test', 'idempotency-key': 'job-1' })
    expect(body).toMatchObject({ from, to: letter.to, subject: letter.subject, html: letter.html, text: letter.text })
  }
})

test.each([
  [422, true],
  [401, true],
  [429, false],
  [500, false],
])('Resend answers %i: no second try is %s', async (statusCode, isLasting) => {
  const { mail } = await resendSink(statusCode, { statusCode, name: 'error', message: 'It will not do.' })
  const error = await mail.deliver(letter).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Error)
  expect(error instanceof MailRefused).toBe(isLasting)
  expect((error as Error).message).toBe(`Resend answered ${statusCode}: It will not do.`)
})

test('a Resend that does not answer is tried again', async () => {
  const probe = createTcpServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  const mail = openMail({
    from,
    folder: '/nowhere',
    resend: { apiKey: 're_test', baseUrl: `http://127.0.0.1:${port}` },
  })
  const error = await mail.deliver(letter).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBeInstanceOf(MailRefused)
})

async function smtpServer(refuse = false) {
  const received: { user: string | undefined; to: string[]; message: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      password === 'p@ss' ? done(null, { user: username }) : done(new Error('wrong password')),
    onRcptTo: (_address, _session, done) =>
      done(refuse ? Object.assign(new Error('No such mailbox.'), { responseCode: 550 }) : undefined),
    onData: (stream, session, done) => {
      void text(stream).then((message) => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ user: session.user as string | undefined, to, message })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  closing.push(() => new Promise<void>((closed) => server.close(closed)))
  return { received, port: (server.server.address() as AddressInfo).port }
}

test('an SMTP server gets the letter, signed in, with one id for all tries', async () => {
  const { received, port } = await smtpServer()
  const mail = openMail({ from, folder: '/nowhere', smtpUrl: `smtp://eve:p%40ss@127.0.0.1:${port}` })
  expect(mail).toMatchObject({ kind: 'smtp', place: `SMTP server 127.0.0.1:${port}` })
  const ids = [await mail.deliver(letter), await mail.deliver(letter)]
  expect(ids[0]).toBe(ids[1])
  expect(received[0]).toMatchObject({ user: 'eve', to: [letter.to] })
  const { message } = received[0]!
  expect(message).toContain('From: Bureau <bureau@example.org>')
  expect(message).toContain('Subject: =?UTF-8?')
  expect(message).toContain(`Message-ID: ${ids[0]}`)
  expect(message).toContain('text/plain')
  expect(message).toContain('<p>Come in</p>')
})

test('what an SMTP server refuses for good is not tried again; a wrong password neither', async () => {
  const { port } = await smtpServer(true)
  const deliver = (smtpUrl: string) => openMail({ from, folder: '/nowhere', smtpUrl }).deliver(letter)
  await expect(deliver(`smtp://127.0.0.1:${port}`)).rejects.toBeInstanceOf(MailRefused)
  await expect(deliver(`smtp://eve:wrong@127.0.0.1:${port}`)).rejects.toBeInstanceOf(MailRefused)
})

test('without a carrier a letter is a file that only its owner may read', async () => {
  const home = await mkdtemp(join(tmpdir(), 'limen-mail-'))
  closing.push(() => rm(home, { recursive: true }))
  const folder = join(home, 'mail')
  const mail = openMail({ from, folder })
  const file = await mail.deliver(letter)
  await mail.deliver(letter)
  expect(await readdir(folder)).toHaveLength(2)
  expect(file.startsWith(folder) && file.endsWith('.eml')).toBe(true)
  if (process.platform !== 'win32') {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  }
  const message = await readFile(file, 'utf8')
  expect(message).toContain('To: eve@example.org')
  expect(message).toContain('Come in')
})

test('a link in a file is whole, for whoever copies it from there, and umlauts are readable', async () => {
  const home = await mkdtemp(join(tmpdir(), 'limen-mail-'))
  closing.push(() => rm(home, { recursive: true }))
  const link = `https://bureau.example.org/invited/limen_link_${'x'.repeat(60)}`
  const text = `Grüße von Jörg,\n\n${link}\n`
  const file = await openMail({ from, folder: home }).deliver({ ...letter, text })
  const lines = (await readFile(file, 'utf8')).split('\n')
  expect(lines).toContain(link)
  expect(lines).toContain('Grüße von Jörg,')
})

const png = Buffer.from('a picture')
const withPicture: Letter = {
  ...letter,
  html: '<img src="cid:qr">',
  attachments: [
    { name: 'qr.png', contentType: 'image/png', content: png, cid: 'qr' },
    { name: 'qr.png', contentType: 'image/png', content: png, cid: null },
  ],
}

test('each carrier takes a picture that stands in the text, and the same beside it', async () => {
  const { received: byResend, mail } = await resendSink()
  await mail.deliver(withPicture)
  const shown = { filename: 'qr.png', content: png.toString('base64') }
  expect(byResend[0]!.body).toMatchObject({ attachments: [{ ...shown, content_id: 'qr' }, shown] })

  const { received, port } = await smtpServer()
  await openMail({ from, folder: '/nowhere', smtpUrl: `smtp://127.0.0.1:${port}` }).deliver(withPicture)
  const home = await mkdtemp(join(tmpdir(), 'limen-mail-'))
  closing.push(() => rm(home, { recursive: true }))
  const file = await readFile(await openMail({ from, folder: home }).deliver(withPicture), 'utf8')
  for (const message of [received[0]!.message, file]) {
    expect(message).toContain('Content-ID: <qr>')
    expect(message).toContain('Content-Disposition: attachment; filename=qr.png')
    expect(message.split(png.toString('base64'))).toHaveLength(3)
  }
})
