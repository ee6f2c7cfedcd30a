/** The terminal's own side: pages, snapshots, digests, its clock and what it decides. */
import fc from 'fast-check'
import { createSecretKey } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Scope } from '../grants/window'
import { applyPage, BureauClock, decideAt, Digest, digestOf, SnapshotReader, type Held } from './follower'
import { pageJson, sealPageKey, sealTemplates } from './sealed-page'
import { MemoryStore } from './testing'
import { FeedKeyUnknown, openerFor, type Page, type SealedPeople, type WirePerson } from './wire'

const scope: Scope = {
  kind: 'member',
  id: 'm',
  grantId: 'm',
  validFrom: null,
  validUntil: null,
  schedule: null,
  timeZone: 'UTC',
  single: false,
  entered: false,
}
const person = (subject: string, over: Partial<Held> = {}): Held => ({
  subject,
  acs_id: subject,
  acs_id_schema: 'string64',
  templates: [{ id: `t-${subject}`, model: 'x@1', vector: new Uint8Array(4) }],
  scopes: [scope],
  ...over,
})
const feedKey = createSecretKey(Buffer.alloc(32, 7))
const open = openerFor('t', (id) =>
  id === 'k' ? crypto.subtle.importKey('raw', Buffer.alloc(32, 7), 'AES-GCM', false, ['decrypt']) : undefined,
)
/** As the bureau would send them. */
function wire(people: Held[], terminalId = 't') {
  const put = people.map((one) => ({
    ...one,
    templates: one.templates.map(({ id, model, vector }) => ({ id, model, bytes: vector.length })),
  }))
  const vectors = people.flatMap((one) => one.templates.map(({ vector }) => vector))
  if (vectors.length === 0) return { put, templates: null, key: null }
  const { templates, key } = sealTemplates(put, vectors)
  return { put, templates, key: { id: 'k', sealed: sealPageKey(feedKey, terminalId, key) } }
}
const page = (after: number, revision: number, people: Held[], remove: string[] = []): Page => ({
  after,
  revision,
  head: revision,
  ...wire(people),
  remove,
})
const snapshot = (revision: number, people: Held[], cursor: string | null) => {
  const { put, ...sealed } = wire(people)
  return { revision, people: put, ...sealed, cursor, digest: null }
}
const held = (store: MemoryStore) => [...store.people()].map(({ subject }) => subject).sort()

test('pages are applied in their order, once; one that leaves something out is not applied', async () => {
  const store = new MemoryStore()
  expect(await applyPage(store, page(0, 1, [person('a')]), open)).toBe('gap')
  store.replace([person('a')], 3)
  expect(await applyPage(store, page(4, 5, [person('b')]), open)).toBe('gap')
  expect(held(store)).toEqual(['a'])
  expect(await applyPage(store, page(3, 5, [person('b')], ['a']), open)).toBe('applied')
  expect(held(store)).toEqual(['b'])
  // An answer that comes late brings nobody back.
  expect(await applyPage(store, page(3, 4, [person('a')]), open)).toBe('known')
  expect(await applyPage(store, page(3, 5, [person('a')]), open)).toBe('known')
  expect(held(store)).toEqual(['b'])
  expect(await applyPage(store, page(4, 6, [person('c')]), open)).toBe('applied')
  expect([held(store), store.revision()]).toEqual([['b', 'c'], 6])
})

test('a snapshot counts once all of it is there and its digest is right; pages of two are not mixed', async () => {
  const store = new MemoryStore()
  store.replace([person('old')], 9)
  const reader = new SnapshotReader(open)
  const people = [person('a'), person('b')]
  expect(await reader.add(snapshot(12, [people[0]!], 'more'))).toBe('more')
  await expect(reader.add(snapshot(13, [], null))).rejects.toThrow(/another snapshot/)
  expect(await reader.add(snapshot(12, [people[1]!], null))).toBeNull()
  expect(await reader.finish(store, digestOf([people[0]!]))).toBe(false)
  expect(held(store)).toEqual(['old'])
  expect(await reader.finish(store, digestOf(people))).toBe(true)
  expect([held(store), store.revision()]).toEqual([['a', 'b'], 12])
  expect(await new SnapshotReader(open).finish(store, digestOf([]))).toBe(false)
})

test('the digest is that of a state: not of an order, not of how it was sealed, and of everything else', () => {
  const people = ['a', 'b', 'c'].map((subject) => person(subject))
  fc.assert(
    fc.property(fc.shuffledSubarray(people, { minLength: 3 }), (order) => {
      expect(digestOf(order)).toBe(digestOf(people))
    }),
  )
  const [a, ...others] = people as [Held, ...Held[]]
  expect(digestOf([{ ...a, templates: [{ ...a.templates[0]!, vector: new Uint8Array(8) }] }, ...others])).toBe(
    digestOf(people),
  )
  const changes: Partial<Held>[] = [
    { subject: 'z' },
    { acs_id: null },
    { acs_id_schema: 'uuid' },
    { templates: [] },
    { templates: [{ ...a.templates[0]!, model: 'y@1' }] },
    { scopes: [] },
    ...[
      { validFrom: '2026-01-01T00:00:00.000Z' },
      { validUntil: '2026-01-01T00:00:00.000Z' },
      { schedule: [{ days: [1], from: '08:00', until: '09:00' }] },
      { timeZone: 'Europe/Vienna' },
      { single: true },
      { entered: true },
      { grantId: 'n' },
      { kind: 'event' as const },
    ].map((over) => ({ scopes: [{ ...scope, ...over }] })),
  ]
  const digests = changes.map((over) => digestOf([{ ...a, ...over }, ...others]))
  expect(new Set([digestOf(people), ...digests]).size).toBe(changes.length + 1)
  const first = new Digest()
  first.add(a)
  const carried = new Digest(first.value)
  for (const one of others) carried.add(one)
  expect(carried.value).toBe(digestOf(people))
})

test('without the bureau for too long, members are refused and attendees are not', () => {
  const at = new Date('2026-11-21T10:00:00Z')
  const both = person('a', { scopes: [scope, { ...scope, kind: 'event', id: 'e', grantId: 'e' }] })
  const stalenessMs = 3_600_000
  const heard = (ms: number) => ({ at, heardAt: new Date(at.getTime() - ms), stalenessMs })
  expect(decideAt(person('a'), heard(stalenessMs))).toMatchObject({ granted: true })
  expect(decideAt(person('a'), heard(stalenessMs + 1))).toEqual({ granted: false, reason: 'outside_window' })
  expect(decideAt(both, heard(stalenessMs + 1))).toMatchObject({ granted: true, scope: { kind: 'event' } })
  expect(decideAt(person('a'), { at, heardAt: null, stalenessMs })).toMatchObject({ granted: false })
  expect(decideAt(undefined, heard(0))).toEqual({ granted: false, reason: 'outside_window' })
})

test('nobody opens a window by turning the device’s clock; the bureau’s time counts, before a restart and after', () => {
  let ticks = 1_000
  const clock = new BureauClock(() => ticks, Date.UTC(2010, 0), Date.UTC(2026, 10, 21))
  expect(clock.now()).toEqual(new Date(Date.UTC(2026, 10, 21)))
  ticks += 500
  expect(clock.now().getTime()).toBe(Date.UTC(2026, 10, 21) + 500)
  clock.heard(new Date(Date.UTC(2026, 10, 22)))
  ticks += 60_000
  expect(clock.now().getTime()).toBe(Date.UTC(2026, 10, 22) + 60_000)
  const last = clock.now().getTime()
  const restarted = new BureauClock(() => 7, Date.UTC(2020, 0), last)
  expect(restarted.now().getTime()).toBe(last)
  // A clock that runs years ahead is put right by the bureau's first answer.
  const ahead = new BureauClock(() => ticks, Date.UTC(2036, 0))
  ahead.heard(new Date(last))
  expect(ahead.now().getTime()).toBe(last)
})

test('a template opens at the terminal and for the person that it was sealed for, and nowhere else', async () => {
  const people = [
    person('a', { templates: [1, 2].map((n) => ({ id: `t${n}`, model: 'x@1', vector: Buffer.from([n]) })) }),
    person('b'),
  ]
  const { put, ...sealed } = wire(people)
  expect(await open({ people: put, ...sealed })).toEqual(
    people.map((one) => ({
      ...one,
      templates: one.templates.map((t) => ({ ...t, vector: Uint8Array.from(t.vector) })),
    })),
  )
  const [a, b] = put as [(typeof put)[0], (typeof put)[0]]
  const [first, second] = a.templates as [(typeof a.templates)[0], (typeof a.templates)[0]]
  const changedPeople: WirePerson[][] = [
    [b, a],
    [{ ...a, subject: 'z' }, b],
    [{ ...a, templates: [second, first] }, b],
    [{ ...a, templates: [{ ...first, model: 'y@1' }, second] }, b],
    [{ ...a, templates: [{ ...first, bytes: 2 }] }, b],
    [...put, b],
    [a],
  ]
  const wrong: SealedPeople[] = [
    ...changedPeople.map((people) => ({ people, ...sealed })),
    { people: put, ...sealed, key: wire(people, 'another terminal').key },
    { people: put, ...sealed, key: null },
    { people: put, ...sealed, key: { id: 'k', sealed: 'AAAA' } },
    { people: put, ...sealed, templates: null },
    { people: put, ...sealed, templates: `${sealed.templates!.slice(0, -3)}AAA` },
    { people: put, ...sealed, templates: wire(people).templates },
  ]
  for (const one of wrong) await expect(open(one)).rejects.toThrow()
  await expect(open({ people: put, ...sealed, key: { ...sealed.key!, id: 'old' } })).rejects.toThrow(FeedKeyUnknown)
})

test('a page is written as JSON would write it', () => {
  for (const people of [[], [person('a')], [person('"\\ü€'), person('b', { templates: [] })]]) {
    const one = page(1, 2, people, ['x'])
    expect(JSON.parse(pageJson(one, 'put').toString())).toEqual(JSON.parse(JSON.stringify(one)))
  }
})
