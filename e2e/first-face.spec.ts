/** What the README and the home page promise a stranger: a client, a photo enrolled, a person recognised. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures'

const sample = async (name: string) => new Blob([await readFile(join(import.meta.dirname, '../samples', name))])

test('a first face is enrolled, verified, told from another, and found', async ({ bureau }) => {
  const client = JSON.parse(
    await bureau.limen('client', 'create', '--tenant', 'main', '--name', 'First client', '--json'),
  )
  const headers = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
  const post = async (path: string, body: FormData | URLSearchParams) => {
    const answer = await fetch(`${bureau.url}/api/1.0/users${path}`, { method: 'POST', headers, body })
    return (await answer.json()) as { status: boolean; data: Record<string, string> }
  }
  const photo = async (name: string) => {
    const form = new FormData()
    form.set('photo', await sample(name), name)
    return form
  }

  const created = await post('', new URLSearchParams({ reference_id: 'ben' }))
  expect(created.data.message).toBe('NEW_USER_CREATED')
  const user = `/${created.data.id}`
  const enrolled = await post(`${user}/dialogue/enroll/face`, await photo('ben-1.jpg'))
  expect(enrolled.data.message).toBe('FACE_ENROLLED_WITH_SUCCESS')
  const same = await post(`${user}/dialogue/verify/face`, await photo('ben-2.jpg'))
  expect(same).toMatchObject({ status: true, data: { message: 'FACE_RECOGNIZED_WITH_SUCCESS' } })
  const other = await post(`${user}/dialogue/verify/face`, await photo('anna-1.jpg'))
  expect(other).toMatchObject({ status: false, data: { message: 'FACE_RECOGNITION_FAILED' } })
  const found = await post('/find-by-face', await photo('ben-2.jpg'))
  expect(found.data.userId).toBe(created.data.id)

  // Keys, secrets and pictures never reach the log.
  for (const secret of [client.key, client.secret, client.appToken]) expect(bureau.output()).not.toContain(secret)
})
