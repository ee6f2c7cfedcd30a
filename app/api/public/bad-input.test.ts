/** Text and times that no row can hold and no terminal can read: refused as what they are, whatever the database says to them. */
import { describe, expect, test, vi } from 'vitest'
import { describeDialects } from '@/domain/testing'
import { contextModule, openEvents } from './_public/testing'

vi.mock('@/app/_lib/context', () => contextModule)

const beyond = ['9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00Z', '0000-06-01T00:00:00+01:00']
const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

describeDialects('the events API on', (open) => {
  async function acme() {
    const bureau = await openEvents(open)
    const tenant = await bureau.tenant('acme')
    return { ...bureau, ...tenant, ...(await tenant.venue()) }
  }

  test.each(beyond)(
    'takes no time such as %s, which would keep terminals from all that comes after it',
    async (time) => {
      const bureau = await acme()
      const [anna] = await bureau.people(1)
      const user_id = anna!.uuid
      const zone_id = bureau.facility.zoneId
      const start_time = '9999-12-31T23:00:00Z'
      const asked = [
        bureau.call('POST', '/members', { body: { user_id, valid_from: time } }),
        bureau.call('POST', '/members', { body: { user_id, valid_until: time } }),
        bureau.call('POST', '/events', { body: { zone_id, start_time, end_time: time } }),
        bureau.call('GET', `/events?from=${encodeURIComponent(time)}`),
        bureau.call('GET', `/singles?since=${encodeURIComponent(time)}`),
        bureau.call('GET', `/access-events?to=${encodeURIComponent(time)}`),
      ]
      const answers = await Promise.all(asked)
      expect(answers.map(({ http, body }) => [http, body.reason])).toEqual(asked.map(() => [422, 'validation_error']))
      expect(answers[0]!.body.errors).toEqual([
        { field: 'valid_from', code: 'invalid', message: 'is of a year that is not one from 1 to 9999' },
      ])
      expect((await bureau.call('GET', '/members')).body.items).toEqual([])
    },
  )

  describe('refuses', () => {
    test.each(['/singles', '/members', '/access-events', '/users'])(
      'a NUL in the acs_id that %s is asked by',
      async (path) => {
        const bureau = await acme()
        const { http, body } = await bureau.call('GET', `${path}?acs_id=a%00b`)
        expect([http, body.errors[0].field]).toEqual([422, 'acs_id'])
      },
    )

    test.each([
      ['with a NUL', cursorOf('2026-01-01T00:00:00Z', 'a\0b')],
      ['of the year 0', cursorOf('0000-01-01T00:00:00Z', 'x')],
    ])('a cursor %s', async (_, cursor) => {
      const bureau = await acme()
      for (const path of ['/singles', '/users', '/events', '/members', '/zones', '/access-points', '/access-events']) {
        const { http, body } = await bureau.call('GET', `${path}?cursor=${cursor}`)
        expect([path, http, body.errors[0].field]).toEqual([path, 422, 'cursor'])
      }
    })

    // The front server lets none of these through; who stands behind another one is answered all the same.
    test('a NUL in a path, or finds nothing by it', async () => {
      const bureau = await acme()
      for (const path of ['/events', '/attendees', '/members', '/users', '/singles', '/deletions', '/webhooks']) {
        const { http } = await bureau.call('GET', `${path}/a%00b`)
        expect([path, [404, 422].includes(http)]).toEqual([path, true])
      }
      expect([404, 422]).toContain((await bureau.call('DELETE', '/events/a%00b')).http)
    })
  })
})
