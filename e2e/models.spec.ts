/** A running server takes up a model of the operator's own while people go on being recognised. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBureau } from './bureau'
import { expect, test } from './fixtures'
import { faceModelIn } from './models'

test.setTimeout(240_000)

test('another face model is added and taken into use while the server answers, and is still used after a restart', async () => {
  const bureau = await startBureau()
  const home = await mkdtemp(join(tmpdir(), 'limen-model-'))
  try {
    const client = JSON.parse(await bureau.limen('client', 'create', '--tenant', 'main', '--name', 'Door', '--json'))
    const headers = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
    const post = async (path: string, body: FormData | URLSearchParams) => {
      const answer = await fetch(`${bureau.url}/api/1.0/users${path}`, { method: 'POST', headers, body })
      return { code: answer.status, ...((await answer.json()) as { data: Record<string, string> }) }
    }
    const photo = async (name: string) => {
      const form = new FormData()
      form.set('photo', new Blob([await readFile(join(import.meta.dirname, '../samples', name))]), name)
      return form
    }
    const { data } = await post('', new URLSearchParams({ reference_id: 'ben' }))
    await post(`/${data.id}/dialogue/enroll/face`, await photo('ben-1.jpg'))
    const outcome = async (name: string) => {
      const { code, data: answer } = await post(`/${data.id}/dialogue/verify/face`, await photo(name))
      return `${code} ${answer.message}`
    }
    // The small model knows a picture again, and no more.
    const seen = async () => [await outcome('ben-1.jpg'), await outcome('anna-1.jpg')]
    const told = ['200 FACE_RECOGNIZED_WITH_SUCCESS', '200 FACE_RECOGNITION_FAILED']
    expect(await seen()).toEqual(told)

    const { id, file, manifest } = await faceModelIn(home)
    await bureau.limen('models', 'add', file, '--manifest', manifest)
    expect(await bureau.limen('models', 'use', id)).toContain('has begun')
    do expect(await seen()).toEqual(told)
    while (!bureau.output().includes('another model is in use'))
    expect(await seen()).toEqual(told)
    expect(JSON.parse(await bureau.limen('models', 'list', '--json')).added).toMatchObject([{ id, isActive: true }])
    expect(await bureau.limen('models', 'report')).toContain('Nobody has to enrol again.')
    await bureau.restart()
    expect(await seen()).toEqual(told)
  } finally {
    await bureau.stop()
    await rm(home, { recursive: true })
  }
})
