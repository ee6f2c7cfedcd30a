/** Section 5 with the real face engine and real pictures: what its gate says is what callers read. */
import { afterAll, expect, test, vi } from 'vitest'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'
import { updateOwnTenant } from '@/domain/tenants'
import { testContext } from '@/domain/testing'
import { contextModule, openEvents } from './_public/testing'

vi.mock('@/app/_lib/context', () => contextModule)

const engines = realEngines()
afterAll(() => engines.close())

const send = (bytes: Uint8Array, type = 'jpeg') => `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`

test('4.1, 5: accepted and rejected selfies, and a person who is recognised again', async () => {
  const bureau = await openEvents((options) => testContext(options), engines)
  const acme = await bureau.tenant('acme')
  const outcome = async (name: string, selfie: string) => {
    const { http, body } = await acme.enrol(name, { selfie })
    expect(http).toBe(201)
    return body.result as { outcome: string; reason: string | null }
  }
  expect(await outcome('nobody', send(await pictures.nobody()))).toEqual({
    outcome: 'rejected',
    reason: 'face_not_found',
  })
  expect(await outcome('group', send(await pictures.group()))).toEqual({
    outcome: 'rejected',
    reason: 'more_than_one_face',
  })
  expect(await outcome('ben', send(await pictures.ben()))).toEqual({ outcome: 'rejected', reason: 'face_too_small' })
  expect(await outcome('anna', send(await pictures.anna()))).toEqual({ outcome: 'accepted', reason: null })

  const { items } = (await acme.call('GET', '/singles?outcome=accepted')).body
  expect(items[0].quality.eye_distance_px).toBeGreaterThan(80)
  const { user_id } = items[0]
  const portrayal = async (selfie: string) =>
    (await acme.call('PUT', `/users/${user_id}/portrayal`, { body: { selfie } })).body.result
  // Small as he is in the picture, he is somebody else.
  await updateOwnTenant(acme.admin, { settings: { minEyeDistancePx: 20 } })
  expect(await portrayal(send(await pictures.ben()))).toEqual({ outcome: 'rejected', reason: 'face_does_not_match' })
  expect(await portrayal(send(await pictures.annaPng(), 'png'))).toEqual({ outcome: 'accepted', reason: null })
})
