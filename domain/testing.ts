/**
 * What tests of the domain stand on: the Context of a fresh bureau with real storage, and a suite that runs on every
 * dialect. Nothing outside of tests imports it.
 */
import { pino } from 'pino'
import { describeDialects as describeStorage, testStorage, type StorageOptions, type TestStorage } from '@/db/testing'
import type { Engines } from '@/engines/types'
import type { Actor, Context } from './context'
import { newId } from './ids'
import type { Letter, Mail } from './mail/transport'
import { openOutgoing, type Outgoing } from './outgoing'

export { watchStatements } from '@/db/statements'

export type TestContext = Context & TestStorage & { mail: TestMail }

export interface TestOptions extends StorageOptions {
  /** Default: the operator at the command line. */
  actor?: Actor
  /** Default: engines that throw when they are asked for anything. */
  engines?: Engines
  now?: () => Date
  /** Default: public addresses only, as without an operator's list. */
  outgoing?: Outgoing
}

/** A bureau of its own, empty, on SQLite unless told otherwise; gone after the test (or the file, with `keep`). */
export async function testContext({
  actor,
  engines,
  now,
  outgoing,
  ...storage
}: TestOptions = {}): Promise<TestContext> {
  return {
    ...(await testStorage(storage)),
    engines: engines ?? noEngines,
    mail: testMail(),
    outgoing: outgoing ?? openOutgoing({ allow: [] }),
    publicUrl: 'https://bureau.test',
    log: pino({ level: 'silent' }),
    actor: actor ?? { kind: 'operator', id: 'cli' },
    now: now ?? (() => new Date()),
    requestId: newId(),
  }
}

/** An admin who has just signed in; an owner unless told otherwise. */
export function adminActor(of: { tenantId: string } & Partial<Extract<Actor, { kind: 'admin' }>>) {
  return { kind: 'admin' as const, id: 'a', role: 'owner' as const, provedAt: new Date(), ...of }
}

/** Runs a suite on every dialect there is to test; `open` makes a fresh bureau there. */
export function describeDialects(
  name: string,
  suite: (open: (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>) => void,
): void {
  describeStorage(name, (dialect) => suite((options) => testContext({ ...options, dialect })))
}

export interface TestMail extends Mail {
  /** What was delivered, oldest first. */
  letters: Letter[]
}

function testMail(): TestMail {
  const letters: Letter[] = []
  const deliver = async (letter: Letter) => `letter ${letters.push(letter)}`
  return { kind: 'files', place: 'a list', from: 'Limen <limen@bureau.test>', deliver, letters }
}

const noEngines = new Proxy({} as Engines, {
  get: (_, name) => {
    throw new Error(`This test gave testContext no engines, and something asked for engines.${String(name)}.`)
  },
})
