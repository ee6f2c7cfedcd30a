/** What becomes of onboardings that nobody waits for any more. */
import { expect, test } from 'vitest'
import { picture, testEngines } from '../faces/testing'
import { createTenant } from '../tenants'
import { describeDialects } from '../testing'
import { findOrphansJob } from '../sweep'
import { enrolPerson } from './enrol'
import { enrolLater, forgetOnboardingsJob } from './later'
import { requireOnboarding } from './verdict'

const engines = testEngines()
const day = 86_400_000
const running = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => undefined }

describeDialects('Onboardings', (open) => {
  async function bureau() {
    const clock = { at: Date.UTC(2026, 10, 21) }
    const operator = await open({ engines, now: () => new Date(clock.at) })
    const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
    const client = { ...operator, actor: { kind: 'client' as const, id: 'c', tenantId, scopes: ['enrol'] as const } }
    const enrol = (acsId: string, ...faces: string[]) => enrolPerson(client, { acsId, picture: picture(...faces) })
    return { clock, operator, client, enrol }
  }

  test('that made nobody are forgotten after 30 days; one that led to somebody stays with them', async () => {
    const { clock, operator, client, enrol } = await bureau()
    const accepted = await enrol('anna', 'anna')
    const rejected = await enrol('ben')
    clock.at += 29 * day
    expect(await forgetOnboardingsJob.run(operator, {}, running)).toEqual({ failed: 0, forgotten: 0 })
    clock.at += 2 * day
    expect(await forgetOnboardingsJob.run(operator, {}, running)).toEqual({ failed: 0, forgotten: 1 })
    await expect(requireOnboarding(client, rejected.id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await requireOnboarding(client, accepted.id)).outcome).toBe('accepted')
  })

  test('that a crash left behind have failed after a day, and their selfie is gone', async () => {
    const { clock, operator, client } = await bureau()
    const waiting = await enrolLater(client, { acsId: 'anna', picture: picture('anna') })
    const blobs = async () => {
      const names = []
      for await (const name of operator.blobs.list()) names.push(name)
      return names.flat()
    }
    expect(await blobs()).toHaveLength(1)
    // While it waits it is nobody's orphan.
    expect(await findOrphansJob.run(operator, {}, running)).toEqual({ suspected: 0 })
    const [name] = await blobs()
    expect((await operator.blobs.get(name!)).includes(Buffer.from('anna'))).toBe(false)
    clock.at += day + 1
    expect(await forgetOnboardingsJob.run(operator, {}, running)).toEqual({ failed: 1, forgotten: 0 })
    expect((await requireOnboarding(client, waiting.id)).status).toBe('failed')
    expect(await blobs()).toEqual([])
  })

  test('two of one id at once enrol one person, and the other caller is told who it is', async () => {
    const { client, enrol, operator } = await bureau()
    const both = await Promise.allSettled([enrol('anna', 'anna'), enrol('anna', 'anna')])
    const [done] = both.filter((one) => one.status === 'fulfilled')
    const [refused] = both.filter((one) => one.status === 'rejected')
    expect(refused!.reason).toMatchObject({
      code: 'already_exists',
      options: { reason: 'acs_id_already_enrolled', details: { user_id: done!.value.userUuid } },
    })
    const { users, templates } = operator.db.tables
    expect(await operator.db.sql.$count(users)).toBe(1)
    expect(await operator.db.sql.$count(templates)).toBe(1)
    expect((await requireOnboarding(client, done!.value.id)).acsId).toBe('anna')
  })
})
