/** Forms of pages at the front: what Next would answer with a 500 or log with a stack never gets there. */
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { brokenForm, foreignForm } from './front-refuse.mjs'
import { start } from './front-testing'

test('a form that a page of another site sent is refused, also where that page hides where it is', async () => {
  const { url, seen } = await start()
  const send = (origin: string, path = '') =>
    fetch(`${url}${path}`, { method: 'POST', body: 'x', headers: { origin, 'x-forwarded-host': 'elsewhere.example' } })
  for (const origin of ['https://elsewhere.example', 'null', `${url}.elsewhere.example`, 'http://127.0.0.1:1']) {
    const answer = await send(origin)
    expect([origin, answer.status, await answer.text()]).toEqual([origin, 403, foreignForm.message])
  }
  expect(seen).toEqual([])
  expect((await send(url)).status).toBe(200)
  // Programs show a key, and a page that may call them is listed with it.
  expect((await send('https://elsewhere.example', '/api/graphql')).status).toBe(200)
})

test('behind a proxy that is trusted, a page is of the site that the proxy names', async () => {
  const { url } = await start({ trustProxy: '127.0.0.1' })
  const headers = { origin: 'https://bureau.example', 'x-forwarded-host': 'bureau.example' }
  expect((await fetch(url, { method: 'POST', body: 'x', headers })).status).toBe(200)
  const foreign = { ...headers, origin: 'https://elsewhere.example' }
  expect((await fetch(url, { method: 'POST', body: 'x', headers: foreign })).status).toBe(403)
})

test('a form without a boundary, or of a page that there is not, is refused in a line of text', async () => {
  const { url, seen } = await start({ isAction: (id: string) => id === 'known' })
  const send = (headers: Record<string, string>) => fetch(url, { method: 'POST', body: 'x', headers })
  expect((await send({ 'content-type': 'multipart/form-data' })).status).toBe(400)
  expect((await send({ 'content-type': 'multipart/form-data; boundary=' })).status).toBe(400)
  const unknown = await send({ 'next-action': 'unknown' })
  expect(unknown.status).toBe(404)
  expect(await unknown.text()).toContain('load the page again')
  expect(seen).toEqual([])
  expect((await send({ 'next-action': 'known' })).status).toBe(200)
})

const formType = { 'content-type': 'multipart/form-data; boundary=x' }
const field = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const wholeForm = `${field('$ACTION_ID_known', '')}${field('name', 'ä'.repeat(100_000))}--x--\r\n`

test.each([
  ['garbage', 'garbage'],
  ['nothing', ''],
  ['an end alone', '--x--\r\n'],
  ['another boundary', wholeForm.replaceAll('--x', '--y')],
  ['a part that is cut off', wholeForm.slice(0, 1_000)],
  ['a part with a broken header', '--x\r\nfoo\r\n\r\nvalue\r\n--x--\r\n'],
  ['a part without a name', '--x\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--x--\r\n'],
  ['fields of no form of ours', `${field('name', 'value')}--x--\r\n`],
  ['a megabyte of garbage', 'x'.repeat(1024 * 1024)],
])('a form of %s is refused in a line of text, and the page never sees it', async (_, body) => {
  const { url, seen } = await start()
  for (const path of ['', '/register', '/nowhere']) {
    const answer = await fetch(url + path, { method: 'POST', headers: formType, body })
    expect([answer.status, await answer.text()]).toEqual([400, brokenForm.message])
  }
  expect(seen).toEqual([])
  // What a program sends is for its route to judge.
  expect((await fetch(`${url}/api/x`, { method: 'POST', headers: formType, body })).status).toBe(200)
})

test('a form is read by its page as it was sent, at once or in pieces', async () => {
  const { port, url, seen } = await start()
  const length = Buffer.byteLength(wholeForm)
  const whole = await fetch(url, { method: 'POST', headers: formType, body: wholeForm })
  expect(await whole.json()).toMatchObject({ bytes: length, body: wholeForm })

  const socket = connect(port, '127.0.0.1')
  const head = `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${formType['content-type']}\r\n`
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
  const bytes = Buffer.from(wholeForm)
  for (let from = 0; from < length; from += 50_000) {
    const piece = bytes.subarray(from, from + 50_000)
    socket.write(`${piece.length.toString(16)}\r\n`)
    socket.write(piece)
    socket.write('\r\n')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(seen).toHaveLength(1)
  socket.end('0\r\n\r\n')
  let answer = ''
  for await (const part of socket) answer += part
  expect(answer).toMatch(/^HTTP\/1\.1 200/)
  expect(seen[1]).toMatchObject({ bytes: length, body: wholeForm })

  // A page that runs scripts names its form in a header.
  const named = await fetch(url, {
    method: 'POST',
    headers: { ...formType, 'next-action': 'x' },
    body: `${field('0', '[]')}--x--\r\n`,
  })
  expect(named.status).toBe(200)
})

test('a form that stops coming is refused, one that grows too large as well, and a caller who hangs up harms nobody', async () => {
  const { port, url, seen } = await start({ patience: { silentMs: 200, wholeMs: 1_000 } })
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType['content-type']}\r\n`
  const half = `${head}Content-Length: ${Buffer.byteLength(wholeForm)}\r\n\r\n${wholeForm.slice(0, 100_000)}`
  const open = (text: string) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    return socket
  }
  let answer = ''
  for await (const part of open(half)) answer += part
  expect(answer).toMatch(/^HTTP\/1\.1 408/)
  let sent = 0
  const body = new ReadableStream({
    pull: (controller) => (sent++ < 20 ? controller.enqueue(new Uint8Array(100_000)) : controller.close()),
  })
  const large = await fetch(url, { method: 'POST', headers: formType, body, duplex: 'half' } as RequestInit)
  expect(large.status).toBe(413)
  const leaving = open(half)
  await new Promise((resolve) => setTimeout(resolve, 50))
  leaving.destroy()
  expect((await fetch(url)).status).toBe(200)
  expect(seen).toHaveLength(1)
})
