/**
 * Whatever callers do, in whatever order, on two instances that are started anew in between: a user has one open dialogue at most, and
 * an enrolment is made of recordings that were accepted, all of them hers. A plain model that knows no rows says what must come out.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openDatabase } from '@/db/open'
import { createClient } from '../clients'
import { testEngines } from '../faces/testing'
import { describeDialects, type TestContext } from '../testing'
import { createUser } from '../users'
import { converse, pendingDialogue, restartDialogue, type VoiceAnswer } from './converse'
import { mostRejected, recordingsNeeded, operations } from './state'
import { recording } from './testing'

const runs = inject('long') ? 400 : 12
const minute = 60_000

const engines = testEngines()
afterAll(() => engines.close())

const call = fc.record({
  do: fc.constant('call' as const),
  user: fc.nat(1),
  operation: fc.constantFrom(...operations),
  instance: fc.nat(1),
  /** `right`: the last session that this user was given; `lost`: none; `others`: the other user's. */
  session: fc.constantFrom('right', 'right', 'right', 'right', 'lost', 'others'),
  /** `mute`: too little speech; `stranger`: another person's; `again`: what was sent last. */
  recording: fc.constantFrom('none', 'own', 'own', 'own', 'own', 'mute', 'stranger', 'again'),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never
const act = fc.oneof(
  { weight: 20, arbitrary: call },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('both' as const), one: call, other: call }) },
  {
    weight: 6,
    // Two recordings for one prompt, on two instances.
    arbitrary: call.map((one) => {
      const answer: Call = { ...one, session: 'right', recording: 'own' }
      return { do: 'both' as const, one: answer, other: { ...answer, instance: 1 - one.instance } }
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), user: fc.nat(1), instance: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 14 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('new process' as const), instance: fc.nat(1) }) },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

describeDialects('Conversations', (open) => {
  let root: TestContext
  let clientOf: (context: TestContext) => TestContext
  const clock = { now: new Date() }
  beforeAll(async () => {
    root = await open({ engines, now: () => clock.now, keep: true })
    const { tenantId, clientId: id } = await createClient(root, { tenantSlug: 'main', name: 'Line' })
    clientOf = (context) => ({ ...context, actor: { kind: 'client', id, tenantId, scopes: ['enrol', 'read'] } })
  })

  test('never leave two open, and never enrol what was not accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (acts) => {
        const world = new World(clientOf(root))
        await world.open()
        try {
          // Long enough that two who are heard at once are judged by what both have seen.
          engines.whileReading = () => new Promise((resolve) => setTimeout(resolve, 1))
          for (const one of acts) {
            await world.run(one, clock)
            await world.check()
          }
        } finally {
          await world.close()
        }
      }),
      { numRuns: runs },
    )
  })
})

interface Person {
  id: string
  name: string
  /** The last one that was given to them. */
  session?: string
  /** What they sent last. */
  last?: Uint8Array
}

/** Two users, two instances over one database, and what was answered so far. */
class World {
  #instances: TestContext[] = []
  #close: (() => Promise<unknown>)[] = []
  readonly #users: Person[] = []
  #sessions = 0

  constructor(private readonly root: TestContext) {}

  async open() {
    for (const name of ['anna', 'berta']) {
      this.#users.push({ id: (await createUser(this.root, {})).user.id, name })
    }
    for (const at of [0, 1]) await this.#start(at)
  }

  async close() {
    for (const close of this.#close) await close()
  }

  /** On SQLite a connection of its own, as another process has; a PostgreSQL server is one for all. */
  async #start(at: number) {
    await this.#close[at]?.()
    const isFile = this.root.db.dialect === 'sqlite'
    const db = isFile ? await openDatabase({ dataDir: this.root.dataDir, durable: false }) : this.root.db
    this.#instances[at] = { ...this.root, db }
    this.#close[at] = isFile ? () => db.close() : async () => undefined
  }

  async run(one: Act, clock: { now: Date }): Promise<void> {
    switch (one.do) {
      case 'call':
        return this.#call(one)
      case 'both':
        return void (await Promise.all([this.#call(one.one), this.#call(one.other)]))
      case 'restart':
        return restartDialogue(this.#instances[one.instance]!, { userId: this.#users[one.user]!.id })
      case 'wait':
        clock.now = new Date(clock.now.getTime() + one.minutes * minute)
        return
      case 'new process':
        return this.#start(one.instance)
    }
  }

  async #call({ user, operation, instance, session, recording: kind }: Call): Promise<void> {
    const who = this.#users[user]!
    const bytes = this.#recording(who, kind)
    const shown = { right: who.session, lost: undefined, others: this.#users[1 - user]!.session }[session]
    const newSession = `session ${++this.#sessions} of ${who.id}`
    const by = { kind: 'session' as const, session: shown, newSession }
    let answer: VoiceAnswer
    try {
      answer = await converse(this.#instances[instance]!, { userId: who.id, operation, recording: bytes, by })
    } catch (error) {
      expect(error).toMatchObject({ code: 'not_enrolled' })
      return
    }
    if (answer.outcome === 'started') {
      who.session = answer.session!
      expect([shown, newSession]).toContain(answer.session)
    }
    if (answer.outcome === 'submitted' && answer.reason === null) expect(kind).not.toMatch(/none|mute/)
    if (answer.outcome === 'enrolled') expect(kind).not.toMatch(/none|mute/)
    if (answer.outcome === 'compared' && answer.verified) expect(kind).not.toBe('mute')
  }

  #recording(who: Person, kind: Call['recording']): Uint8Array | undefined {
    if (kind === 'none') return undefined
    if (kind === 'again' && who.last) return who.last
    const speaker = kind === 'stranger' ? 'clara' : who.name
    who.last = recording({ speaker, ...(kind === 'mute' && { speechSeconds: 0.1 }) })
    return who.last
  }

  async check(): Promise<void> {
    const { db, keys } = this.root
    const { voiceDialogues, voiceTakes, templates, samples } = db.tables
    const dialogues = await db.sql.select().from(voiceDialogues)
    const takes = await db.sql.select().from(voiceTakes)
    const enrolled = await db.sql.select().from(templates)
    for (const { id } of this.#users) {
      const own = dialogues.filter(({ userId }) => userId === id)
      expect(own.length).toBeLessThanOrEqual(1)
      for (const { id: dialogueId, operation, accepted, needed, rejectedInARow } of own) {
        expect(accepted).toBeLessThan(needed)
        expect(needed).toBeLessThanOrEqual(Math.max(2, recordingsNeeded[operation]))
        expect(rejectedInARow).toBeLessThan(mostRejected)
        expect(takes.filter((take) => take.dialogueId === dialogueId)).toHaveLength(accepted)
      }
      const rows = enrolled.filter(({ userId }) => userId === id)
      // Three of an enrolment, or one or two that took their place.
      expect(rows.length).toBeLessThanOrEqual(3)
      const pending = await pendingDialogue(this.root, { userId: id })
      expect(own.some((row) => row.id === pending?.id)).toBe(pending !== null)
      const speakers = new Set<string>()
      for (const sample of (await db.sql.select().from(samples)).filter(({ userId }) => userId === id)) {
        const sealed = await this.root.blobs.get(sample.blobName)
        const place = { table: 'samples', row: sample.id, tenantId: sample.tenantId }
        const words = (await keys.openForUser(id, place, sealed)).toString('latin1')
        const { speaker, speechSeconds = 2 } = JSON.parse(/\{.*\}/.exec(words)![0]) as Record<string, never>
        speakers.add(speaker)
        expect(speechSeconds).toBeGreaterThan(0.8)
      }
      expect(speakers.size).toBeLessThanOrEqual(1)
    }
  }
}
