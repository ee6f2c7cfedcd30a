/** Something for the pages of a bureau to tell of: real pictures, enrolled and compared over the API. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bureau } from './bureau'

const sample = async (name: string) => new Blob([await readFile(join(import.meta.dirname, '../samples', name))])

export interface Called {
  clientId: string
  key: string
  secret: string
  /** Ben. */
  userId: string
  /** One more call as this client: `POST` of a photo, or of fields. */
  post: (
    path: string,
    body: string | Record<string, string>,
  ) => Promise<{ http: number; status: boolean; message: string }>
  /** Somebody new; `post` talks to them. */
  create: (referenceId: string) => Promise<{ id: string; post: Called['post'] }>
}

/** One user, one enrolment, a right and a wrong verification, a search, and two pictures that show no single face. */
export async function makeActivity(bureau: Bureau, name = 'North gate'): Promise<Called> {
  const client = JSON.parse(await bureau.limen('client', 'create', '--tenant', 'main', '--name', name, '--json'))
  const headers = { 'x-biometrid-key': client.key, 'x-biometrid-secret': client.secret }
  const send = async (path: string, body: string | Record<string, string>) => {
    const form = new FormData()
    if (typeof body === 'string') form.set('photo', await sample(body), body)
    const fields = typeof body === 'string' ? form : new URLSearchParams(body)
    const answer = await fetch(`${bureau.url}/api/1.0/users${path}`, { method: 'POST', headers, body: fields })
    return { http: answer.status, ...((await answer.json()) as { status: boolean; data: Record<string, string> }) }
  }
  const { data } = await send('', { reference_id: name })
  const user = `/${data.id}/dialogue`
  await send(`${user}/enroll/face`, 'ben-1.jpg')
  await send(`${user}/verify/face`, 'ben-2.jpg')
  await send(`${user}/verify/face`, 'anna-1.jpg')
  await send('/find-by-face', 'ben-2.jpg')
  const post: Called['post'] = async (path, body) => {
    const answer = await send(path, body)
    return { http: answer.http, status: answer.status, message: answer.data.message! }
  }
  return {
    ...client,
    userId: data.id!,
    post,
    create: async (referenceId) => {
      const { data: made } = await send('', { reference_id: referenceId })
      return { id: made.id!, post: (path, body) => post(`/${made.id}/dialogue${path}`, body) }
    },
  }
}
