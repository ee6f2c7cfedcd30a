import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { exportAccessLog } from './access-export'
import { dayOf, readAccessFigures, startOfDay } from './access-figures'
import { readAccessToday } from './access-today'
import { listAuditLines } from './audit-trail/list'
import { describeDialects } from './testing'
import { reportingBureau } from './webhooks/testing'

test('A day begins with its first moment, also where clocks are changed', () => {
  const hours = (day: string, next: string, zone: string) =>
    (startOfDay(next, zone).getTime() - startOfDay(day, zone).getTime()) / 3_600_000
  expect(startOfDay('2026-07-01', 'Europe/Vienna').toISOString()).toBe('2026-06-30T22:00:00.000Z')
  expect(startOfDay('2026-07-01', 'Asia/Kolkata').toISOString()).toBe('2026-06-30T18:30:00.000Z')
  expect(hours('2026-03-29', '2026-03-30', 'Europe/Vienna')).toBe(23)
  expect(hours('2026-10-25', '2026-10-26', 'Europe/Vienna')).toBe(25)
  // Clocks go on at midnight: the day begins at one.
  const beirut = startOfDay('2024-03-31', 'Asia/Beirut')
  expect([dayOf(new Date(beirut.getTime() - 1), 'Asia/Beirut'), dayOf(beirut, 'Asia/Beirut')]).toEqual([
    '2024-03-30',
    '2024-03-31',
  ])
  expect(dayOf(new Date('2026-11-21T23:30:00Z'), 'Europe/Vienna')).toBe('2026-11-22')
})

describeDialects('The access log in figures and as a file', (open) => {
  test('A day is counted by the moment at the door, in the zone that is asked for', async () => {
    const { admin, report, door, facility, gate } = await reportingBureau(open)
    const at = (time: string) => ({ occurredAt: new Date(time) })
    await report([
      at('2026-06-30T21:59:59.999Z'),
      at('2026-06-30T22:00:00Z'),
      { ...at('2026-07-01T08:14:59Z'), dispute: 'no_grant', offline: true },
      { ...at('2026-07-01T08:15:00Z'), type: 'not_recognised' },
      { ...at('2026-07-01T08:20:00Z'), type: 'outside_window', terminalId: gate.id },
      at('2026-07-01T22:00:00Z'),
    ])
    const vienna = { day: '2026-07-01', timeZone: 'Europe/Vienna' }
    const figures = await readAccessFigures(admin, vienna)
    expect(figures).toMatchObject({ granted: 2, refused: 2, disputed: 1, offline: 1 })
    expect(figures.quarters).toHaveLength(96)
    expect(figures.quarters.filter(({ granted, refused }) => granted + refused > 0)).toEqual([
      { at: new Date('2026-06-30T22:00:00Z'), granted: 1, refused: 0 },
      { at: new Date('2026-07-01T08:00:00Z'), granted: 1, refused: 0 },
      { at: new Date('2026-07-01T08:15:00Z'), granted: 0, refused: 2 },
    ])
    expect(figures.byType.filter(({ count }) => count > 0)).toEqual([
      { type: 'access_granted', count: 2 },
      { type: 'not_recognised', count: 1 },
      { type: 'outside_window', count: 1 },
    ])
    const filtered = await readAccessFigures(admin, {
      ...vienna,
      filter: { terminalId: door.id, zoneRow: facility.id },
    })
    expect(filtered).toMatchObject({ granted: 2, refused: 1 })
    expect(await readAccessFigures(admin, { day: '2026-07-03' })).toMatchObject({ granted: 0, refused: 0 })
    await expect(readAccessFigures(admin, { day: 'today' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(readAccessFigures(admin, { ...vienna, timeZone: 'Mars' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  test('The file holds what the filter lets through, newest first, harmless in a spreadsheet; the trail says so', async () => {
    const { admin, report, facility, door } = await reportingBureau(open)
    const [first, second] = await report([
      { acsDecision: 'denied', acsReason: '=cmd|"x"', type: 'acs_denied' },
      { offline: true, dispute: 'no_grant' },
      { type: 'not_recognised', scoreBand: null },
    ])
    const { lines, isCut } = await exportAccessLog(admin, { types: ['acs_denied', 'access_granted'] })
    let text = ''
    for await (const line of lines) text += line
    expect(isCut).toBe(false)
    const rows = text.replace('\uFEFF', '').trimEnd().split('\r\n')
    expect(rows[0]).toContain('occurred_at,received_at,type,acs_id')
    expect(rows.slice(1).map((row) => row.split(',').at(-1))).toEqual([second!.id, first!.id])
    expect(rows[1]).toContain(`,access_granted,,,${facility.zoneId},${door.name},${door.id},`)
    expect(rows[1]).toContain(',yes,no_grant,')
    expect(rows[2]).toContain(`,denied,"'=cmd|""x""",`)
    const { lines: audit } = await listAuditLines(admin, { filter: { action: 'access_log.exported' } })
    expect(audit.map(({ detail }) => detail)).toEqual([{ filteredBy: ['types'], isCut: false }])
  })
  test('Today at the doors in three numbers, once a terminal stands at one', async () => {
    const { admin, operator, report, tenantId, clock } = await reportingBureau(open)
    await report([{}, {}, { type: 'not_recognised' }, { occurredAt: new Date(clock.at - 2 * 86_400_000) }])
    const today = await readAccessToday(admin)
    expect(today).toMatchObject({ granted: 2, refused: 1 })
    // Active ones of which nothing was heard yet.
    const { terminals } = operator.db.tables
    const rows = await operator.db.sql.select().from(terminals)
    const active = rows.filter(({ state }) => state === 'active').length
    expect(today).toMatchObject({ terminals: rows.length, inNeed: active })
    await operator.db.transact(async (tx) => {
      await tx.sql.update(terminals).set({ state: 'retired' }).where(eq(terminals.tenantId, tenantId))
    })
    expect(await readAccessToday(admin)).toBeNull()
  })
})
