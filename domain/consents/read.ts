/** Who has agreed to what: one user's history, and for the whole tenant the numbers, who is missing and whose consent ends soon. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../context'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { rulesAt } from '../retention/rules'
import { tenantById } from '../tenants'
import { userById } from '../users'
import type { Consent } from './record'
import { newestTexts, recognition, type ConsentText, type TextHead } from './texts'

export interface UserConsent {
  purpose: string
  text: TextHead
  /** `expired`: given, and its time is over. */
  state: 'given' | 'withdrawn' | 'expired'
  at: Date
  expiresAt: Date | null
  /** A newer version of the text is published in its language. */
  outdated: boolean
}

/** What holds now, one line a purpose, and every event, newest first. @throws AppError `not_found` */
export async function userConsents(
  context: Context,
  { userId }: { userId: string },
): Promise<{ now: UserConsent[]; history: (Consent & { text: TextHead })[] }> {
  const tenantId = tenantFor(context, 'consents:read')
  await userById(context.db, tenantId, userId)
  const { consents, consentStates, consentTexts } = context.db.tables
  const states = await context.db.sql
    .select({ state: consentStates, text: consentTexts })
    .from(consentStates)
    .innerJoin(consentTexts, eq(consentTexts.id, consentStates.textId))
    .where(eq(consentStates.userId, userId))
    .orderBy(asc(consentStates.purpose))
  const events = await context.db.sql
    .select({ consent: consents, text: consentTexts })
    .from(consents)
    .innerJoin(consentTexts, eq(consentTexts.id, consents.textId))
    .where(eq(consents.userId, userId))
    .orderBy(desc(consents.at), desc(consents.id))
    .limit(500)
  const newest = new Set((await newestTexts(context.db, tenantId)).map(({ id }) => id))
  const now = context.now()
  return {
    now: states.map(({ state: { purpose, state, at, expiresAt }, text }) => ({
      purpose,
      text: head(text),
      state: state === 'given' && expiresAt && expiresAt <= now ? 'expired' : state,
      at,
      expiresAt,
      outdated: !newest.has(text.id),
    })),
    history: events.map(({ consent, text }) => ({ ...consent, text: head(text) })),
  }
}

export interface ConsentFigures {
  users: number
  /** Agreed to the newest version of their language, and it still holds. */
  current: number
  /** Agreed to an earlier version. */
  outdated: number
  expired: number
  withdrawn: number
  /** Neither agreed nor withdrew, ever. */
  missing: number
}

export async function consentFigures(
  context: Context,
  { purpose = recognition }: { purpose?: string } = {},
): Promise<ConsentFigures> {
  const tenantId = tenantFor(context, 'consents:read')
  const { users, consentStates } = context.db.tables
  const newest = new Set((await newestTexts(context.db, tenantId, purpose)).map(({ id }) => id))
  const mine = and(eq(consentStates.tenantId, tenantId), eq(consentStates.purpose, purpose))
  const groups = await context.db.sql
    .select({ state: consentStates.state, textId: consentStates.textId, count: count() })
    .from(consentStates)
    .where(mine)
    .groupBy(consentStates.state, consentStates.textId)
  const ended = await context.db.sql
    .select({ textId: consentStates.textId, count: count() })
    .from(consentStates)
    .where(and(mine, eq(consentStates.state, 'given'), lte(consentStates.expiresAt, context.now())))
    .groupBy(consentStates.textId)
  const [all] = await context.db.sql.select({ count: count() }).from(users).where(eq(users.tenantId, tenantId))

  const sum = (rows: { count: number }[]) => rows.reduce((total, row) => total + row.count, 0)
  const given = groups.filter(({ state }) => state === 'given')
  const isNewest = ({ textId }: { textId: string }) => newest.has(textId)
  const isOld = (row: { textId: string }) => !isNewest(row)
  return {
    users: all!.count,
    current: sum(given.filter(isNewest)) - sum(ended.filter(isNewest)),
    outdated: sum(given.filter(isOld)) - sum(ended.filter(isOld)),
    expired: sum(ended),
    withdrawn: sum(groups.filter(({ state }) => state === 'withdrawn')),
    missing: all!.count - sum(groups),
  }
}

const pageSchema = z.object({
  purpose: z.string().default(recognition),
  first: z.number().int().min(1).max(200).default(50),
  /** The id of the last user of the page before. */
  after: z.string().optional(),
})

export interface UserWithoutConsent {
  userId: string
  externalId: string | null
  createdAt: Date
  /** Why they are on the list. */
  state: 'missing' | 'outdated' | 'expired' | 'withdrawn'
  /** What they agreed to last; null when missing. */
  text: { language: string; version: number } | null
}

/** Users who have not agreed to the newest version of the text, in the order of their ids. */
export async function listUsersWithoutConsent(
  context: Context,
  input: z.input<typeof pageSchema> = {},
): Promise<{ users: UserWithoutConsent[]; hasMore: boolean }> {
  const { purpose, first, after } = parse(pageSchema, input)
  const tenantId = tenantFor(context, 'consents:read')
  const { users, consentStates, consentTexts } = context.db.tables
  const newest = (await newestTexts(context.db, tenantId, purpose)).map(({ id }) => id)
  const now = context.now()
  const isCurrent = and(
    eq(consentStates.state, 'given'),
    // A text that nobody has published yet was agreed to by nobody.
    newest.length > 0 ? inArray(consentStates.textId, newest) : sql`1 = 0`,
    or(isNull(consentStates.expiresAt), gt(consentStates.expiresAt, now)),
  )
  const rows = await context.db.sql
    .select({ user: users, state: consentStates, text: consentTexts })
    .from(users)
    .leftJoin(consentStates, and(eq(consentStates.userId, users.id), eq(consentStates.purpose, purpose)))
    .leftJoin(consentTexts, eq(consentTexts.id, consentStates.textId))
    .where(
      and(
        eq(users.tenantId, tenantId),
        after === undefined ? undefined : gt(users.id, after),
        or(isNull(consentStates.userId), sql`not (${isCurrent})`),
      ),
    )
    .orderBy(asc(users.id))
    .limit(first + 1)
  return {
    hasMore: rows.length > first,
    users: rows.slice(0, first).map(({ user, state, text }) => ({
      userId: user.id,
      externalId: user.externalId,
      createdAt: user.createdAt,
      state: !state
        ? 'missing'
        : state.state === 'withdrawn'
          ? 'withdrawn'
          : state.expiresAt && state.expiresAt <= now
            ? 'expired'
            : 'outdated',
      text: text && { language: text.language, version: text.version },
    })),
  }
}

const expiringSchema = z.object({
  withinDays: z.number().int().min(0).max(3_650).default(30),
  first: z.number().int().min(1).max(200).default(10),
})

export interface ExpiringConsent {
  userId: string
  externalId: string | null
  purpose: string
  expiresAt: Date
}

/** Consents that end by themselves within so many days, or ended already and were not renewed; the soonest first. */
export async function listExpiringConsents(
  context: Context,
  input: z.input<typeof expiringSchema> = {},
): Promise<{ consents: ExpiringConsent[]; total: number }> {
  const { withinDays, first } = parse(expiringSchema, input)
  const tenantId = tenantFor(context, 'consents:read')
  const { users, consentStates } = context.db.tables
  const until = new Date(context.now().getTime() + withinDays * 86_400_000)
  const ending = and(
    eq(consentStates.tenantId, tenantId),
    eq(consentStates.state, 'given'),
    isNotNull(consentStates.expiresAt),
    lte(consentStates.expiresAt, until),
  )
  const rows = await context.db.sql
    .select({
      userId: consentStates.userId,
      externalId: users.externalId,
      purpose: consentStates.purpose,
      expiresAt: consentStates.expiresAt,
    })
    .from(consentStates)
    .innerJoin(users, eq(users.id, consentStates.userId))
    .where(ending)
    .orderBy(asc(consentStates.expiresAt), asc(consentStates.userId))
    .limit(first)
  const [all] = await context.db.sql.select({ total: count() }).from(consentStates).where(ending)
  return { consents: rows.map((row) => ({ ...row, expiresAt: row.expiresAt! })), total: all!.total }
}

export interface WithdrawalConsequences {
  /** The purpose whose withdrawal has consequences. */
  governs: string
  /** Recognition ends at once, as the tenant's rule says. */
  ends: boolean
  /** What goes with it. */
  templates: number
  samples: number
  /** When the user would be erased; null: not by this. */
  eraseAt: Date | null
}

/** What a withdrawal of the consent to be recognised would come to now. @throws AppError `not_found` */
export async function withdrawalConsequences(
  context: Context,
  { userId }: { userId: string },
): Promise<WithdrawalConsequences> {
  const tenantId = tenantFor(context, 'consents:read')
  await userById(context.db, tenantId, userId)
  const { settings } = await tenantById(context.db, tenantId)
  const { templates, samples } = context.db.tables
  const now = context.now()
  const { withdrawnDays } = rulesAt(settings, now)
  const ofUser = (table: typeof templates | typeof samples) => context.db.sql.$count(table, eq(table.userId, userId))
  return {
    governs: recognition,
    ends: settings.onWithdrawal === 'revoke',
    templates: await ofUser(templates),
    samples: await ofUser(samples),
    eraseAt: withdrawnDays === null ? null : new Date(now.getTime() + withdrawnDays * 86_400_000),
  }
}

/** How many users have agreed to this very version, and not withdrawn it since. */
export async function countAgreed(context: Context, { textId }: { textId: string }): Promise<number> {
  const tenantId = tenantFor(context, 'consents:read')
  const { consentStates } = context.db.tables
  const agreed = and(
    eq(consentStates.tenantId, tenantId),
    eq(consentStates.textId, textId),
    eq(consentStates.state, 'given'),
  )
  return context.db.sql.$count(consentStates, agreed)
}

function head({ body: _body, ...text }: ConsentText): TextHead {
  return text
}
