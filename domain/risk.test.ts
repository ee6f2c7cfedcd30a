import { afterAll, expect, test } from 'vitest'
import { enrolFace } from './faces/enrol'
import { picture, testEngines } from './faces/testing'
import { readRisk } from './risk'
import { ensureTenant } from './tenants'
import { adminActor, describeDialects } from './testing'
import { createUser } from './users'

const engines = testEngines()
afterAll(() => engines.close())

describeDialects('Risk', (open) => {
  test('Each level has the score of the measured table, and says where nobody measured', async () => {
    const operator = await open({ engines })
    const { id } = await ensureTenant(operator, 'acme')
    const risk = await readRisk({ ...operator, actor: adminActor({ tenantId: id, role: 'auditor' }) })
    expect(risk.verification).toEqual([
      { fmr: 1e-2, threshold: 0.5, extrapolated: false },
      { fmr: 1e-3, threshold: 0.6, extrapolated: false },
      { fmr: 1e-4, threshold: 0.65, extrapolated: false },
      { fmr: 1e-5, threshold: 0.7, extrapolated: true },
    ])
    expect(risk.voice).toMatchObject({
      model: 'test-voice@1',
      verification: [
        { fmr: 1e-1, threshold: 0.4, extrapolated: false },
        { fmr: 1e-2, threshold: 0.5, extrapolated: false },
        { fmr: 1e-3, extrapolated: false },
        { fmr: 1e-4 },
      ],
    })
    expect(risk.gallerySize).toBe(0)
    expect(risk.search.map(({ expected }) => expected)).toEqual([0, 0, 0, 0])
  })

  test('A search is told by the gallery as it is now: the own tenant’s, and never looser than a verification', async () => {
    const operator = await open({ engines })
    const { id } = await ensureTenant(operator, 'acme')
    const context = { ...operator, actor: adminActor({ tenantId: id }) }
    for (const person of ['anna', 'ben']) {
      const { user } = await createUser(context, { externalId: person })
      await enrolFace(context, { userId: user.id, gate: 'legacy', picture: picture(person) })
    }
    const { gallerySize, search } = await readRisk(context)
    expect(gallerySize).toBe(2)
    expect(search.map(({ fpir }) => fpir)).toEqual([1e-1, 1e-2, 1e-3, 1e-4])
    // 0.1 and 0.01 over two templates would be looser than 1e-3 each.
    expect(search[0]).toMatchObject({ threshold: 0.6, extrapolated: false })
    expect(search[0]!.expected).toBeCloseTo(0.002, 5)
    expect(search[1]!.threshold).toBe(0.6)
    expect(search[3]!.expected).toBeCloseTo(1e-4, 6)
    expect(search[3]).toMatchObject({ extrapolated: true })
    const other = await ensureTenant(operator, 'other')
    expect((await readRisk({ ...operator, actor: adminActor({ tenantId: other.id }) })).gallerySize).toBe(0)
  })
})
