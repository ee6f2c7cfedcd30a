/** The README's access walk: its own commands, as they are printed there, against a bureau of this test. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startBureau } from './bureau'
import { expect, test } from './fixtures'

const root = join(import.meta.dirname, '..')

async function commands(): Promise<string> {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const section = readme.slice(readme.indexOf('\n## Somebody at the door'))
  return /```bash\n(.*?)\n```/s.exec(section)![1]!
}

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return String(port)
}

test('the access walk runs as it is printed, and every remark in it is true', async () => {
  test.setTimeout(300_000)
  const bureau = await startBureau({ LIMEN_WEBHOOK_ALLOW: '127.0.0.1' })
  // Files of the walk land here, and not in the checkout.
  const folder = await mkdtemp(join(tmpdir(), 'limen-walk-'))
  try {
    const port = await freePort()
    const gate = join(folder, 'gate')
    const printed = await commands()
    const script = printed
      .replace('http://localhost:3000', bureau.url)
      .replaceAll('4000', port)
      // A busy machine needs longer until somebody is too early.
      .replace('at(3)', 'at(15)')
      .replace('\nsleep 3\n', '\nsleep 15\n')
      .replaceAll('--data gate', `--data ${gate}`)
      .replaceAll('gate/door.sock', `${gate}/door.sock`)
      .replaceAll('access.json', `${folder}/access.json`)
    expect(script).not.toBe(printed)
    const walk = async () => {
      const bash = spawn('bash', ['-c', script], {
        cwd: root,
        env: { ...process.env, ...bureau.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      return Promise.all([text(bash.stdout), text(bash.stderr), once(bash, 'exit') as Promise<[number]>])
    }
    const [output, complaints, [code]] = await walk()
    expect(code, complaints + output).toBe(0)
    const lines = output.split('\n')
    // What `show` prints, in its order, is what stands beside each call.
    const types = ['access_granted', 'not_recognised', 'outside_window']
    const shown = lines.filter((line) => types.includes(line))
    const promised = [...printed.matchAll(/^show \S+ +# (\w+)/gm)].map(([, word]) => word)
    expect(promised).toHaveLength(6)
    expect(shown, output).toEqual(promised)
    expect(lines).toContain('ACTIVE')
    const told = lines.filter((line) => line.startsWith('webhook'))
    expect(told).toContain('webhook, signature verified: access_granted, dora')
    expect(told).toContain('webhook, signature verified: access_granted, anna')
    expect(output).toMatch(/REFUSED dora \(outside_window\)/)
    expect(output).toMatch(/GRANTED dora \(event /)
    expect(output).toMatch(/GRANTED anna \(member\)/)

    // Whoever walks again is told what is in the way, and no more happens.
    const [more, refusal, [ended]] = await walk()
    expect({ ended, more }).toEqual({ ended: 1, more: '' })
    expect(refusal).toMatch(/^refused: \{"reason":"\w+","message":"[^"]+",.*\}$/m)
    expect(refusal).not.toContain('Error')
  } finally {
    await bureau.stop()
    await rm(folder, { recursive: true })
  }
})
