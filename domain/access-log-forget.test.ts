import { expect, test } from 'vitest'
import { forgetAccessJob } from './access-log-forget'
import { accessBureau, bureauOf } from './events/testing'
import { recordReports } from './terminals/reports'
import { createTenant, updateOwnTenant } from './tenants'
import { describeDialects } from './testing'

const day = 86_400_000

describeDialects('the access log', (open) => {
  test('ends as long after what happened as each tenant says', async () => {
    const { operator, clock, admin, venue } = await accessBureau(open)
    const { id: otherId } = await createTenant(operator, { slug: 'other' })
    const other = bureauOf(operator, otherId)
    const [mine, theirs] = [(await venue()).door, (await other.venue()).door]
    let sequence = 0
    const report = (at: number) => ({
      report_id: `r-${++sequence}`,
      type: 'not_recognised' as const,
      occurred_at: new Date(at).toISOString(),
      sequence,
    })
    const start = clock.at
    for (const door of [mine, theirs]) {
      // One that is told of ten days late is as old as what it tells of.
      await recordReports(operator, door, { reports: [report(start), report(start - 10 * day)] })
    }
    const { accessEvents } = operator.db.tables
    const left = async () =>
      (await operator.db.sql.select().from(accessEvents)).map(({ terminalId, occurredAt }) => [
        terminalId === mine.id ? 'mine' : 'theirs',
        (occurredAt.getTime() - start) / day,
      ])
    const forget = async () => {
      const job = { id: 'j', attempt: 1, signal: new AbortController().signal, progress: () => {} }
      return forgetAccessJob.run(operator, {}, job)
    }
    await updateOwnTenant(admin, { settings: { accessLogDays: 5 } })
    expect(await forget()).toEqual({ lines: 1 })
    expect((await left()).sort()).toEqual([
      ['mine', 0],
      ['theirs', -10],
      ['theirs', 0],
    ])
    clock.at = start + 5 * day + 1
    expect(await forget()).toEqual({ lines: 1 })
    clock.at = start + 180 * day + 1
    expect(await forget()).toEqual({ lines: 2 })
    expect(await left()).toEqual([])
  })
})
