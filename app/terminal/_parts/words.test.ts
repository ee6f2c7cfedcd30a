/** What a terminal says. */
import { expect, test } from 'vitest'
import type { Status } from '@/domain/terminals/device/terminal'
import {
  adviceWords,
  answerOf,
  askWords,
  connectionOf,
  isStale,
  peopleWords,
  queueWords,
  spanWords,
  staleWords,
} from './words'

const minute = 60_000
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 12) + minutes * minute).toISOString()
const status: Status = {
  terminal_id: 't',
  fingerprint: 'f',
  name: 'North',
  zone_id: 'z',
  zone_name: 'Gate',
  mode: 'relay',
  model: 'm',
  state: 'online',
  held_users: 3,
  revision: 4,
  queued_reports: 0,
  refused_codes: 0,
  heard_at: at(0),
  stale_at: at(72 * 60),
  time: at(1),
}

const noQr = { credential: null, qr_refusal: null, liveness: null }

test('who did not move as asked is told what to do, and a picture that is held up nothing of what was seen of it', () => {
  const say = (liveness: NonNullable<Parameters<typeof answerOf>[0]['liveness']>) =>
    answerOf({ ...noQr, type: 'spoof_suspected', decision: 'denied', mode: 'relay', liveness }, false)
  expect(say('too_dark')).toMatchObject({ tone: 'wait', text: expect.stringMatching(/light/) })
  expect(say('flat')).toEqual(say('another_person'))
  expect(askWords('turn_left')).toContain('your left')
  expect(askWords(null)).toBe('Look at the camera')
})

test('the answer is one of few, in words', () => {
  const say = (
    type: Parameters<typeof answerOf>[0]['type'],
    over: Partial<Parameters<typeof answerOf>[0]> = {},
    stale = false,
  ) =>
    answerOf(
      { type, decision: type === 'access_granted' ? 'granted' : 'denied', mode: 'relay', ...noQr, ...over },
      stale,
    )
  expect(say('access_granted')).toMatchObject({ tone: 'good', title: 'Welcome' })
  // Where the customer's own system decides, nobody is told to come in.
  expect(say('access_granted', { mode: 'identify_only' })).toMatchObject({ tone: 'good', title: 'Recognised' })
  expect(say('outside_window').tone).toBe('bad')
  expect(say('outside_window', {}, true).text).toBe(staleWords)
  expect(say('already_inside').title).toBe('Already inside')
  expect(say('not_recognised').tone).toBe('wait')
  expect(say('quality_too_low').tone).toBe('wait')
  expect(say('not_recognised', { credential: 'qr' }).text).toBe('This QR code is somebody else’s.')
  const refused = say('not_recognised', { credential: 'qr', qr_refusal: 'expired' })
  expect(refused).toEqual({ tone: 'bad', title: 'QR code not taken', text: 'It has expired. Ask for a new one.' })
  expect(adviceWords('face_too_small')).toBe('Come closer.')
  expect(adviceWords('anything else')).toBe('Look at the camera.')
})

test('how it stands with its bureau is said with what is left of its time', () => {
  expect(connectionOf(status)).toEqual({ tone: 'good', text: 'Online' })
  expect(connectionOf({ ...status, state: 'waiting', heard_at: null }).text).toBe('Waiting to be let in')
  const offline: Status = { ...status, state: 'offline', time: at(30) }
  expect(connectionOf(offline).text).toBe('Offline. Last heard 30 min ago; goes on for 71 h.')
  expect(connectionOf({ ...offline, time: at(72 * 60 + 1) })).toEqual({
    tone: 'bad',
    text: `Offline for 3 days. ${staleWords}`,
  })
  expect(connectionOf({ ...offline, heard_at: null, stale_at: null }).text).toMatch(/never heard/)
  expect(isStale({ ...offline, stale_at: null })).toBe(true)
  expect([0, 59_000, 5 * minute, 119 * minute, 120 * minute, 100 * 60 * minute].map(spanWords)).toEqual([
    'less than a minute',
    'less than a minute',
    '5 min',
    '119 min',
    '2 h',
    '4 days',
  ])
  expect([0, 1, 2].map(peopleWords)).toEqual(['Holds nobody', 'Holds 1 person', 'Holds 2 people'])
  expect([0, 1, 2].map(queueWords)).toEqual(['Everything is reported', '1 report waits', '2 reports wait'])
})
