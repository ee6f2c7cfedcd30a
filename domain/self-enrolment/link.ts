/**
 * Enrolment links: somebody is asked to enrol themselves, on a device of their own. A link is good for one enrolment and can be
 * opened again, anywhere, until that is done. Its tokens are derived from its id under a key outside the database, and hashed
 * at rest, like those of domain/links.ts.
 */
import { and, eq } from 'drizzle-orm'
import type { Tables } from '@/db/tables'
import { enrolmentLanguages } from '@/db/tables/enrolment-links'
import type { Tx } from '@/db/types'
import type { Context } from '../context'
import { AppError } from '../errors'
import { hashToken } from '../ids'

export { enrolmentLanguages }
export type EnrolmentLanguage = (typeof enrolmentLanguages)[number]

export type LinkRow = Tables['enrolmentLinks']['$inferSelect']

/** In the order in which they come, then the ways in which one ends. */
export const enrolmentLinkStates = [
  'open',
  'opened',
  'consented',
  'finished',
  'expired',
  'withdrawn',
  'locked',
] as const
export type EnrolmentLinkState = (typeof enrolmentLinkStates)[number]

/** What leaves this folder: no hash of a token. */
export type EnrolmentLink = Omit<LinkRow, 'tokenHash' | 'withdrawalHash'> & { state: EnrolmentLinkState }

/** So many liveness checks may be handed in by one link; a person needs two or three, a program that guesses has no more. */
export const mostTries = 10

export function stateOf(row: LinkRow, now: Date): EnrolmentLinkState {
  if (row.finishedAt) return 'finished'
  if (row.withdrawnAt) return 'withdrawn'
  if (row.expiresAt <= now) return 'expired'
  if (row.tries >= mostTries) return 'locked'
  if (row.consentedAt) return 'consented'
  return row.openedAt ? 'opened' : 'open'
}

/** In these a person can go on with it. */
export const isUsable = (state: EnrolmentLinkState) => state === 'open' || state === 'opened' || state === 'consented'

export function toLink({ tokenHash: _token, withdrawalHash: _withdrawal, ...row }: LinkRow, now: Date): EnrolmentLink {
  return { ...row, state: stateOf({ ...row, tokenHash: _token, withdrawalHash: _withdrawal }, now) }
}

/** @throws AppError `not_found`, also for another tenant's */
export async function linkById(context: Context, tenantId: string, id: string): Promise<LinkRow> {
  const { enrolmentLinks } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(enrolmentLinks)
    .where(and(eq(enrolmentLinks.id, id), eq(enrolmentLinks.tenantId, tenantId)))
  if (!row) throw noLink()
  return row
}

/** Whatever tenant made it; null where the token is none of ours. */
export async function linkByToken(context: Context, token: string): Promise<LinkRow | null> {
  const { enrolmentLinks } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(enrolmentLinks)
    .where(eq(enrolmentLinks.tokenHash, hashToken(token)))
  return row ?? null
}

/** By the token of the withdrawal; null as long as nobody is enrolled by it, and once they are erased. */
export async function finishedByToken(context: Context, token: string): Promise<LinkRow | null> {
  const { enrolmentLinks } = context.db.tables
  const [row] = await context.db.sql
    .select()
    .from(enrolmentLinks)
    .where(eq(enrolmentLinks.withdrawalHash, hashToken(token)))
  return row?.finishedAt ? row : null
}

/** The person who holds the link, as the domain knows them. */
export function asEnrollee(context: Context, { id, tenantId }: Pick<LinkRow, 'id' | 'tenantId'>): Context {
  return { ...context, actor: { kind: 'enrollee', id, tenantId } }
}

export const noLink = () => new AppError('not_found', 'There is no such enrolment link.', { subject: 'enrolment_link' })

const ends: Partial<Record<EnrolmentLinkState, string>> = {
  finished: 'This link was used already: somebody is enrolled by it.',
  withdrawn: 'This link was withdrawn.',
  expired: 'This link has expired.',
  locked: 'There were too many tries by this link.',
}

/** @param state why nobody can go on with it; `details` tells it to programs */
export function linkEnded(state: EnrolmentLinkState): AppError {
  const message = ends[state] ?? 'This link cannot be used now.'
  return new AppError('conflict', message, { subject: 'enrolment_link', reason: `link_${state}` })
}

/** @throws AppError `not_found` for a token that is none; `conflict` with the reason `link_*` */
export async function usableLink(context: Context, token: string): Promise<LinkRow> {
  const row = await linkByToken(context, token)
  if (!row) throw noLink()
  const state = stateOf(row, context.now())
  if (!isUsable(state)) throw linkEnded(state)
  return row
}

type Kind = 'enrolment_link' | 'enrolment_withdrawal'

export function tokenOf({ keys }: Pick<Context, 'keys'>, kind: Kind, id: string): string {
  const prefix = kind === 'enrolment_link' ? 'limen_enrol' : 'limen_withdraw'
  return `${prefix}_${keys.mac(kind, id).toString('base64url')}`
}

export const hashesOf = (context: Pick<Context, 'keys'>, id: string) => ({
  tokenHash: hashToken(tokenOf(context, 'enrolment_link', id)),
  withdrawalHash: hashToken(tokenOf(context, 'enrolment_withdrawal', id)),
})

export function enrolUrl(context: Pick<Context, 'keys' | 'publicUrl'>, id: string): string {
  return `${context.publicUrl}/enrol/${tokenOf(context, 'enrolment_link', id)}`
}

export function withdrawalUrl(context: Pick<Context, 'keys' | 'publicUrl'>, id: string): string {
  return `${context.publicUrl}/withdraw/${tokenOf(context, 'enrolment_withdrawal', id)}`
}

/**
 * Before an address leaves the bureau: where the master key was rotated since the link was made, the tokens of now become the link's.
 * Whoever got the address before then asks for it again.
 */
export async function renewTokens(tx: Tx, context: Context, row: LinkRow): Promise<void> {
  const hashes = hashesOf(context, row.id)
  if (hashes.tokenHash === row.tokenHash) return
  const { enrolmentLinks } = tx.tables
  await tx.sql.update(enrolmentLinks).set(hashes).where(eq(enrolmentLinks.id, row.id))
}
