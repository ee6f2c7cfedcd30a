/** A voice conversation over HTTP, through servers that are killed in the middle of it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { createClient, RunningServer } from './running-server'

const root = join(import.meta.dirname, '..')
const sample = (name: string) => readFile(join(root, 'samples', name))

test('a conversation goes on after the server was killed, with the cookie that it began with', async () => {
  test.setTimeout(180_000)
  const home = await mkdtemp(join(tmpdir(), 'limen-voice-'))
  const env = {
    LIMEN_BUILD_DIR: process.env.LIMEN_BUILD_DIR ?? '.next-test',
    LIMEN_DATA_DIR: join(home, 'data'),
    DATABASE_URL: '',
  }
  let server: RunningServer | undefined
  try {
    const client = await createClient(root, env, 'main')
    server = await RunningServer.start(root, env)
    const { data } = await server.legacy(client, 'POST', '/users', { reference_id: 'emma' })
    let cookie = ''
    const printed: string[] = []
    const say = async (operation: string, recording?: string) => {
      const form = new FormData()
      if (recording)
        form.set('audio', new Blob([new Uint8Array(await sample(recording))], { type: 'audio/wav' }), 'a.wav')
      const response = await fetch(`${server!.url}/api/1.0/users/${data.id}/dialogue/${operation}/voice`, {
        method: 'POST',
        headers: { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret, cookie },
        body: recording ? form : undefined,
      })
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
      return (await response.json()) as { status: boolean; data: Record<string, string> }
    }
    const kill = async () => {
      await server!.end('SIGKILL')
      printed.push(server!.output())
      server = await RunningServer.start(root, env)
    }

    const started = await say('enroll')
    const first = cookie
    await kill()
    expect(await server.legacy(client, 'GET', `/users/${data.id}/voice/is-pending`)).toMatchObject({
      data: { dialogueId: started.data.dialogueId, promptCode: started.data.promptCode },
    })
    const second = await say('enroll', 'emma-1.wav')
    expect(second.data).toMatchObject({ message: 'AUDIO_SUBMITTED_WITH_SUCCESS', decision: 'OK' })
    await kill()
    expect((await say('enroll', 'emma-1.wav')).data).toMatchObject({
      message: 'AUDIO_SUBMITTED_WITH_SUCCESS',
      decision: 'RETRY',
      promptCode: second.data.promptCode,
    })
    expect((await say('enroll', 'emma-2.wav')).data).toMatchObject({ decision: 'OK' })
    expect((await say('enroll', 'emma-3.wav')).data).toMatchObject({ message: 'AUDIO_ENROLLED_WITH_SUCCESS' })
    expect(cookie).toBe(first)
    await kill()
    await say('verify')
    expect((await say('verify', 'karl-1.wav')).data).toMatchObject({ message: 'AUDIO_VERIFICATION_FAILED' })
    await say('verify')
    expect((await say('verify', 'emma-4.wav')).data).toMatchObject({ message: 'AUDIO_VERIFIED_WITH_SUCCESS' })
    printed.push(server.output())
    expect(printed.join('')).not.toContain(cookie.split('=')[1])
    expect(printed.join('')).not.toContain(client.secret)
  } finally {
    await server?.end('SIGTERM')
    await rm(home, { recursive: true, force: true })
  }
})
