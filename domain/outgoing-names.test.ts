/** Looking names up: the hosts file first, servers that never answer hold nobody up, and the platform knows the rest. */
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addressesIn, nameLookup, type Lookup } from './outgoing-names'

const ask = (by: Lookup, host: string) =>
  new Promise<{ address: string; family: number }[]>((done, fail) =>
    by(host, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses))),
  )

/** A name server that hears everything and answers nothing, or with the given code. */
async function nameServer(rcode?: number): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (question, from) => {
    if (rcode === undefined) return
    const answer = Buffer.from(question)
    answer[2] = 0x81
    answer[3] = 0x80 | rcode
    socket.send(answer, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`
}

test('A hosts file is read as the platform reads it', () => {
  const text =
    '# hosts\n10.1.2.3\tacs.example  ACS # turnstiles\n\n::1 localhost\n#10.9.9.9 acs.example\nnothing acs.example\nfd00::7 acs.example\n'
  expect(addressesIn(text, 'Acs.Example')).toEqual([
    { address: '10.1.2.3', family: 4 },
    { address: 'fd00::7', family: 6 },
  ])
  expect(addressesIn(text, 'acs.')).toEqual([{ address: '10.1.2.3', family: 4 }])
  expect(addressesIn(text, 'example')).toEqual([])
})

test('The hosts file goes before name servers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limen-hosts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const hostsFile = join(folder, 'hosts')
  writeFileSync(hostsFile, '10.1.2.3 acs.example\n')
  const by = nameLookup({ hostsFile, servers: [await nameServer()] })
  expect(await ask(by, 'acs.example')).toEqual([{ address: '10.1.2.3', family: 4 }])
})

test('Names whose servers never answer do not keep the platform from looking up others', async () => {
  const by = nameLookup({ hostsFile: '/nowhere', servers: [await nameServer()] })
  const silent = Array.from({ length: 20 }, (_, n) => ask(by, `silent-${n}.example`).catch((error: Error) => error))
  const began = performance.now()
  expect((await lookup('localhost')).address).toMatch(/^(127\.0\.0\.1|::1)$/)
  expect(performance.now() - began).toBeLessThan(2_000)
  for (const outcome of await Promise.all(silent)) expect(outcome).toMatchObject({ code: 'ETIMEOUT' })
}, 20_000)

test('What no server knows is left to the platform', async () => {
  const by = nameLookup({ hostsFile: '/nowhere', servers: [await nameServer(3)] })
  expect((await ask(by, 'localhost')).length).toBeGreaterThan(0)
  await expect(ask(by, 'no-such-host.invalid')).rejects.toMatchObject({
    code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  })
})
