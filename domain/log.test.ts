/** A fault of the database is told without what the database was asked. */
import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { AppError } from './errors'
import { newId } from './ids'
import { errorForLog } from './log'
import { describeDialects } from './testing'

const secret = 'anna@example.org'

function logged(error: unknown): string {
  const lines: string[] = []
  const log = pino({ serializers: { err: errorForLog } }, { write: (line: string) => void lines.push(line) })
  log.error({ err: error }, 'a fault')
  return lines.join('')
}

const thrownBy = (run: () => Promise<unknown>) =>
  run().then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => error,
  )

describeDialects('the log of a fault on', (open) => {
  test('names the query and not its values, also where it is the cause of another error', async () => {
    const { db } = await open()
    const { tenants } = db.tables
    const tenant = { slug: secret, name: secret, settings: {}, createdAt: new Date() }
    const twice = () =>
      db.transact(async (tx) => {
        await tx.sql.insert(tenants).values({ ...tenant, id: newId() } as typeof tenants.$inferInsert)
        await tx.sql.insert(tenants).values({ ...tenant, id: newId() } as typeof tenants.$inferInsert)
      })
    const misread = async () =>
      db.sql
        .select()
        .from(tenants)
        .where(eq(sql`cast(${secret} as nonsense(1,2,3))`, secret))
    for (const error of [await thrownBy(twice), await thrownBy(misread)]) {
      for (const one of [
        error,
        new AppError('already_exists', 'Taken.', { cause: error }),
        new Error('x', { cause: error }),
      ]) {
        expect(logged(one)).not.toContain(secret)
        expect(logged(one)).toMatch(/log\.test|node_modules/)
      }
    }
  })
})

test('What is said in an error of ours stays, with its causes, however many there are', () => {
  const circle = new Error('round')
  circle.cause = circle
  expect(logged(circle)).toContain('round')
  expect(logged(new AppError('busy', 'Later.', { cause: new Error('why') }))).toMatch(/Later\..*why/)
  expect(logged('no error')).toContain('no error')
})
