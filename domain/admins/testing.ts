/** What tests of admins start from: a bureau with an owner, and the mail that its jobs send. Nothing outside of tests imports it. */
import { eq } from 'drizzle-orm'
import type { Context } from '../context'
import { runJobs } from '../job-loop'
import { sendMailJob } from '../mail/job'
import type { TestContext, TestOptions } from '../testing'
import { adminOf, selfActor, type Admin } from './admin'
import { issueSetUpToken, registerFirstOwner } from './first-owner'

export const goodPassword = 'a door and its threshold'
export const source = '203.0.113.7'

export async function ownedBureau(open: (options?: Omit<TestOptions, 'dialect'>) => Promise<TestContext>) {
  const clock = { at: Date.UTC(2026, 10, 21, 8) }
  const nobody: TestContext = await open({ actor: { kind: 'nobody' }, now: () => new Date(clock.at) })
  const owner = await registerFirstOwner(nobody, {
    token: (await issueSetUpToken(nobody))!,
    firstName: 'Ada',
    lastName: 'Byron',
    email: 'ada@example.org',
    password: goodPassword,
    passwordAgain: goodPassword,
  })
  const as = (admin: Admin): TestContext => ({ ...nobody, actor: selfActor(admin, new Date(clock.at)) })
  return {
    clock,
    nobody,
    owner,
    as,
    asOwner: as(owner),
    operator: { ...nobody, actor: { kind: 'operator', id: 'cli' } } as TestContext,
    /**
     * Sends what is queued and gives the letters that were delivered since the last call, in the order in which they were
     * asked for: several are sent at once, and which of them is delivered first is chance.
     */
    async post() {
      await sendQueued(nobody)
      return nobody.mail.letters.splice(0).sort((left, right) => (left.key < right.key ? -1 : 1))
    },
    admin: async (id: string) => adminOf(nobody.db, owner.tenantId, id),
    audited: async (action: string) => {
      const { auditLines } = nobody.db.tables
      return nobody.db.sql.select().from(auditLines).where(eq(auditLines.action, action))
    },
  }
}

/** The token of the link in a letter. */
export function tokenIn({ text }: { text: string }): string {
  return /https:\/\/bureau\.test\/(?:invited|confirm|reset)\/(\S+)/.exec(text)![1]!
}

/** Runs the mails that are due, each once. */
export async function sendQueued(context: Context): Promise<void> {
  const stop = new AbortController()
  const { jobs } = context.db.tables
  const running = runJobs(context, { 'mail.send': sendMailJob }, stop.signal, { pollMs: 5 })
  const now = context.now()
  for (;;) {
    const rows = await context.db.sql.select().from(jobs).where(eq(jobs.kind, 'mail.send'))
    if (rows.every(({ state, runAt }) => (state !== 'queued' || runAt > now) && state !== 'running')) break
    await new Promise((next) => setTimeout(next, 5))
  }
  stop.abort()
  await running
}
