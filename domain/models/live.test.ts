import { afterAll, expect, test } from 'vitest'
import { shippedModels } from '@/engines/added/types'
import type { Context } from '../context'
import { enrolFace } from '../faces/enrol'
import { findByFace } from '../faces/find'
import { picture, testEngines } from '../faces/testing'
import { followGallery, forgetGalleries } from '../gallery'
import { ensureTenant } from '../tenants'
import { testContext } from '../testing'
import { createUser } from '../users'
import { LiveEngines } from './live'
import { useModel } from './switches'
import { addFaceModel, untilInUse } from './testing'

const base = testEngines()
afterAll(() => base.close())

test('a server takes up what is in use: who began with the old model ends with it, who comes later has the new one', async () => {
  const live = new LiveEngines({ ...base, close: async () => undefined }, shippedModels)
  const operator = await testContext()
  const lasting = Object.defineProperty({ ...operator }, 'engines', { get: () => live.current, enumerable: true })
  const { id: tenantId } = await ensureTenant(operator, 'acme')
  const call = (): Context => ({
    ...lasting,
    actor: { kind: 'client', id: 'c', tenantId, scopes: ['enrol', 'read'] },
  })
  const { user } = await createUser(call(), {})
  const ben = { gate: 'legacy' as const, picture: picture('ben') }
  await enrolFace(call(), { ...ben, userId: user.id })
  const begun = call()
  expect(await findByFace(begun, ben)).toMatchObject({ match: { userId: user.id } })

  await live.look(lasting)
  expect(live.current.face.model.id).toBe('test-face@1')
  const unfollow = live.follow(lasting)
  await addFaceModel({ ...lasting })
  await untilInUse({ ...lasting }, await useModel({ ...lasting }, { id: 'random-face@1' }))
  await expect.poll(() => live.current.face.model.id).toBe('random-face@1')
  unfollow()
  expect(begun.engines.face.model.id).toBe('test-face@1')
  for (const context of [begun, call()]) {
    expect(await findByFace(context, ben)).toMatchObject({ match: { userId: user.id } })
  }
  const size = (model: string) => base.search.size(`${tenantId}/${model}`)
  expect([await size('test-face@1'), await size('random-face@1')]).toEqual([1, 1])
  await forgetGalleries(call(), 'test-face@1')
  expect(await size('test-face@1')).toBe(0)
  await followGallery(call(), tenantId)
  expect(await size('random-face@1')).toBe(1)
  await live.close()
})

test('a model that cannot start leaves the one before in its place', async () => {
  let fails = true
  const broken: typeof base = {
    ...base,
    close: async () => undefined,
    open: (models) => {
      const set = base.open(models)
      return models.face && fails ? { ...set, ready: () => Promise.reject(new Error('No file.')) } : set
    },
  }
  const live = new LiveEngines(broken, shippedModels)
  const operator = await testContext({ engines: base })
  await addFaceModel(operator)
  await untilInUse(operator, await useModel(operator, { id: 'random-face@1' }))
  await expect(live.look(operator)).rejects.toThrow(/No file/)
  expect(live.current.face.model.id).toBe('test-face@1')
  fails = false
  await live.look(operator)
  expect(live.current.face.model.id).toBe('random-face@1')
  await live.close()
})
