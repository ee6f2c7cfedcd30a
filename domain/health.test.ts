import { expect, test } from 'vitest'
import type { Engines } from '@/engines/types'
import { fillGalleries } from './gallery'
import { readHealth } from './health'
import { describeDialects, testContext } from './testing'

const engines = (ready: boolean) =>
  ({
    face: { model: { id: 'face-test@1' } },
    health: () => ({ ready, workers: ready ? 2 : 0, busy: 1, queued: 3, queueLimit: 64 }),
  }) as unknown as Engines

describeDialects('health', (open) => {
  test('is ready when the database answers and every worker is warm', async () => {
    const context = await open({ engines: engines(true), actor: { kind: 'nobody' } })
    await fillGalleries(context)
    expect(await readHealth(context)).toEqual({
      ready: true,
      database: { ready: true, dialect: context.db.dialect },
      models: { ready: true, face: 'face-test@1' },
      galleries: { ready: true },
      workers: { ready: 2, busy: 1, queued: 3, queueLimit: 64 },
    })
  })

  test('is not ready before every gallery has been filled', async () => {
    const context = await open({ engines: engines(true) })
    expect(await readHealth(context)).toMatchObject({ ready: false, galleries: { ready: false } })
  })

  test('is not ready while models load', async () => {
    const context = await open({ engines: engines(false) })
    await fillGalleries(context)
    expect(await readHealth(context)).toMatchObject({
      ready: false,
      models: { ready: false },
      database: { ready: true },
    })
  })
})

test('is not ready, and does not throw, when the database is gone', async () => {
  const context = await testContext({ engines: engines(true) })
  await fillGalleries(context)
  await context.db.close()
  expect(await readHealth(context)).toMatchObject({ ready: false, database: { ready: false } })
})
