/** What a browser keeps of a terminal: all of a change or nothing, sealed, and worth nothing once somebody has touched it. */
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { Held } from '../../follower'
import { NotKept } from '../store'
import { openDatabase, type TerminalDatabase } from './database'
import { IndexedStore } from './store'
import { granted, held, memberScope, newBrowser, qrAnswer } from './testing'

let database: TerminalDatabase
beforeEach(async () => {
  newBrowser()
  database = await openDatabase()
})

/** As after a reload of the page. */
async function reloaded(): Promise<IndexedStore> {
  database = await openDatabase()
  return IndexedStore.open(database)
}
const subjects = (store: IndexedStore) => [...store.people()].map(({ subject }) => subject).sort()
const entering = (grantId: string) => held('anna', { scopes: [{ ...memberScope, grantId, entered: true }] })

/** From now on every write fails, as where no room is left. @returns what ends that */
function fill(name = 'QuotaExceededError'): () => void {
  const { prototype } = IDBObjectStore
  const { put } = prototype
  prototype.put = () => {
    throw new DOMException('no room', name)
  }
  return () => void (prototype.put = put)
}

test('what was kept is there after a reload', async () => {
  const store = await IndexedStore.open(database)
  expect([store.revision(), store.kept.heardAt, store.queued(), store.wasAltered]).toEqual([null, null, 0, false])
  await store.replace([held('anna'), held('ben')], 4)
  await store.apply({ put: [held('cleo')], remove: ['ben'], revision: 7 })
  await store.keep({ heardAt: 5_000, latest: 6_000 })
  const first = await store.record(granted('r1', 'g1'), 'g1')
  await store.record(granted('r2'), null)
  expect(first.sequence).toBe(1)
  await store.forget([first])
  await store.keepQr(qrAnswer(3), 4)
  const digest = store.digest()

  const again = await reloaded()
  expect(again.wasAltered).toBe(false)
  expect([...again.people()]).toEqual([held('anna'), held('cleo')])
  expect([again.digest(), again.revision(), again.queued()]).toEqual([digest, 7, 1])
  expect(again.kept).toMatchObject({ heardAt: 5_000, sequence: 2, latest: Date.parse(first.occurred_at) })
  expect([...again.entries]).toEqual(['g1'])
  expect([again.qr, again.kept.qrVersion]).toEqual([qrAnswer(3), 4])
  expect(await again.reports(10)).toEqual([{ ...granted('r2'), sequence: 2 }])
  expect((await again.record(granted('r3'), null)).sequence).toBe(3)
  // The feed says so itself now.
  await again.apply({ put: [entering('g1')], remove: [], revision: 8 })
  expect((await reloaded()).entries.size).toBe(0)
})

test('an entry counts from the moment of the decision, before it is kept', async () => {
  const store = await IndexedStore.open(database)
  const kept = store.record(granted('r1', 'g1'), 'g1')
  expect(store.entries.has('g1')).toBe(true)
  await kept
})

test('where no room is left nothing of a change stands, nobody comes in by it, and who was taken away is gone at once', async () => {
  const store = await IndexedStore.open(database)
  await store.replace([held('anna'), held('ben'), held('cleo')], 4)
  const free = fill()
  await expect(store.record(granted('r1', 'g1'), 'g1')).rejects.toThrow(NotKept)
  await expect(store.record(granted('r1'), null)).rejects.toThrow(/no room left/)
  await expect(store.keep({ heardAt: 9 })).rejects.toThrow(NotKept)
  await expect(store.apply({ put: [held('ben', { scopes: [] })], remove: ['anna'], revision: 5 })).rejects.toThrow(
    NotKept,
  )
  expect([store.entries.size, store.queued(), store.kept.heardAt, store.revision()]).toEqual([0, 0, null, 4])
  expect(subjects(store)).toEqual(['cleo'])
  free()
  // What is on the disk is that of the line before, whole; the feed goes on from there.
  const again = await reloaded()
  expect([again.wasAltered, subjects(again), again.revision()]).toEqual([false, ['anna', 'ben', 'cleo'], 4])
  await store.apply({ put: [held('ben')], remove: ['anna'], revision: 5 })
  expect(subjects(await reloaded())).toEqual(['ben', 'cleo'])
})

test('a database that somebody has cleared or closed keeps nothing, and says so', async () => {
  const store = await IndexedStore.open(database)
  database.close()
  await expect(store.record(granted('r1', 'g1'), 'g1')).rejects.toThrow(NotKept)
})

test('nothing of it can be read without the key, and the key not at all', async () => {
  const store = await IndexedStore.open(database)
  await store.replace([held('anna')], 4)
  await store.record(granted('r1'), null)
  const lies = await Promise.all((['manifest', 'people', 'reports'] as const).map((name) => database.getAll(name)))
  expect(lies.map((all) => all.length)).toEqual([1, 1, 1])
  for (const one of lies.flat()) expect(new TextDecoder('latin1').decode(one)).not.toMatch(/anna|string64|r1/)
  const key = (await database.get('storeKey', 'own'))!
  expect(key.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})

/** What somebody might do to the database while the page is closed. */
const harm: Record<string, (before: TerminalDatabase) => Promise<unknown>> = {
  'a bit of a person': async (db) => db.put('people', flipped((await db.get('people', 'anna'))!), 'anna'),
  'a bit of the manifest': async (db) => db.put('manifest', flipped((await db.get('manifest', 'own'))!), 'own'),
  'a bit of a report': async (db) => db.put('reports', flipped((await db.get('reports', 2))!), 2),
  'a person under another name': async (db) => db.put('people', (await db.get('people', 'anna'))!, 'mallory'),
  'a person gone': (db) => db.delete('people', 'anna'),
  'a report gone': (db) => db.delete('reports', 1),
  'the manifest gone': (db) => db.delete('manifest', 'own'),
  'a person from an earlier day': (db) => db.put('people', earlier.anna!, 'anna'),
  'somebody who was taken away': (db) => db.put('people', earlier.ben!, 'ben'),
  'the manifest of an earlier day': (db) => db.put('manifest', earlier.manifest!, 'own'),
  'a bit of what QR credentials are checked by': async (db) =>
    db.put('qr', flipped((await db.get('qr', 'own'))!), 'own'),
  'recalls of an earlier day': (db) => db.put('qr', earlier.qr!, 'own'),
  'recalls gone': (db) => db.delete('qr', 'own'),
  'no bytes at all': (db) => db.put('people', 'anna' as never, 'anna'),
}
const earlier: Record<string, Uint8Array<ArrayBuffer>> = {}
function flipped(sealed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const other = Uint8Array.from(sealed)
  other[20]! ^= 1
  return other
}

test.each(Object.keys(harm))(
  'altered: %s; nobody is let in by what lies there, and what can be reported is',
  async (name) => {
    const store = await IndexedStore.open(database)
    await store.replace([held('anna'), held('ben')], 4)
    earlier.anna = (await database.get('people', 'anna'))!
    earlier.ben = (await database.get('people', 'ben'))!
    await store.keepQr(qrAnswer(1), 1)
    earlier.qr = (await database.get('qr', 'own'))!
    await store.keepQr(qrAnswer(2), 2)
    earlier.manifest = (await database.get('manifest', 'own'))!
    await store.apply({ put: [held('anna', { scopes: [] })], remove: ['ben'], revision: 5 })
    await store.record(granted('r1', 'g1'), 'g1')
    await store.record(granted('r2'), null)
    await harm[name]!(database)

    const again = await reloaded()
    expect(again.wasAltered).toBe(true)
    expect([again.held.size.people, again.revision(), again.kept.heardAt, again.kept.told]).toEqual([
      0,
      null,
      null,
      null,
    ])
    expect([again.qr, again.kept.qrVersion]).toEqual([null, null])
    const left = (await again.reports(10)).map(({ report_id }) => report_id)
    expect(['r1', 'r2']).toEqual(expect.arrayContaining(left))
    expect(left.length).toBe(name.includes('report') ? 1 : 2)
    // What was used up stays so, and numbers rise.
    expect([...again.entries]).toEqual(name === 'a report gone' || left.includes('r1') ? ['g1'] : [])
    expect((await again.record(granted('r9'), null)).sequence).toBe(3)
    expect(await database.getAllKeys('people')).toEqual([])
    // Afterwards it is a store as any other, and what lay there before opens no more.
    await again.replace([held('cleo')], 9)
    expect((await reloaded()).wasAltered).toBe(false)
    await database.put('people', earlier.anna!, 'anna')
    expect((await reloaded()).wasAltered).toBe(true)
  },
)

test('without its key what lies there is nothing', async () => {
  const store = await IndexedStore.open(database)
  await store.replace([held('anna')], 4)
  await database.clear('storeKey')
  const again = await reloaded()
  expect([again.held.size.people, again.revision(), await database.count('people')]).toEqual([0, null, 0])
})

test('wiped, nothing is left, and nothing is kept any more', async () => {
  const store = await IndexedStore.open(database)
  await store.replace([held('anna')], 4)
  await store.record(granted('r1'), null)
  await store.keepQr(qrAnswer(1), 1)
  const wiping = store.wipe()
  expect(store.held.size.people).toBe(0)
  await wiping
  for (const name of ['storeKey', 'feedKeys', 'manifest', 'people', 'reports', 'qr'] as const) {
    expect(await database.count(name), name).toBe(0)
  }
  await expect(store.record(granted('r2'), null)).rejects.toThrow(NotKept)
  await expect(store.replace([held('anna')], 5)).rejects.toThrow(NotKept)
})

test('after any changes, failures and reloads it holds what a plain model holds', async () => {
  const name = fc.constantFrom('anna', 'ben', 'cleo', 'dora')
  const step = fc.oneof(
    fc.record({ do: fc.constant('apply' as const), put: fc.uniqueArray(name), remove: fc.uniqueArray(name) }),
    fc.record({ do: fc.constant('replace' as const), put: fc.uniqueArray(name) }),
    fc.record({ do: fc.constant('record' as const), entry: fc.option(fc.constantFrom('g1', 'g2')) }),
    fc.record({ do: fc.constant('forget' as const), count: fc.nat(3) }),
    fc.record({ do: fc.constant('reload' as const) }),
  )
  const steps = fc.array(fc.record({ step, fails: fc.boolean() }), { maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      newBrowser()
      let store = await reloaded()
      let [revision, count] = [0, 0]
      let people = new Map<string, Held>()
      const [reports, entries] = [[] as string[], new Set<string>()]
      for (const { step, fails } of all) {
        const free = fails ? fill('UnknownError') : () => {}
        const stands = async (work: Promise<unknown>) => {
          if (fails) await expect(work).rejects.toThrow(NotKept)
          else await work
          free()
          // What is kept in memory after a failure may be less than what lies there.
          if (fails) store = await reloaded()
          return !fails
        }
        if (step.do === 'reload') {
          free()
          store = await reloaded()
        } else if (step.do === 'record') {
          const id = `r${++count}`
          if (await stands(store.record(granted(id, step.entry), step.entry))) {
            reports.push(id)
            if (step.entry) entries.add(step.entry)
          }
        } else if (step.do === 'forget') {
          free()
          const some = await store.reports(step.count)
          await store.forget(some)
          reports.splice(0, some.length)
        } else {
          const put = step.put.map((subject) => held(subject, { acs_id: `${++count}` }))
          const remove = step.do === 'apply' ? step.remove.filter((one) => !step.put.includes(one)) : []
          const next = step.do === 'apply' ? new Map(people) : new Map<string, Held>()
          for (const one of remove) next.delete(one)
          for (const one of put) next.set(one.subject, one)
          const line = revision + 1
          const work = step.do === 'apply' ? store.apply({ put, remove, revision: line }) : store.replace(put, line)
          if (await stands(work)) [people, revision] = [next, line]
        }
        const bySubject = (a: Held, b: Held) => (a.subject < b.subject ? -1 : 1)
        expect([...store.people()].sort(bySubject)).toEqual([...people.values()].sort(bySubject))
        expect((await store.reports(100)).map(({ report_id }) => report_id)).toEqual(reports)
        expect([...store.entries].sort()).toEqual([...entries].sort())
        expect(store.wasAltered).toBe(false)
      }
    }),
    { numRuns: 30, endOnFailure: true },
  )
})
