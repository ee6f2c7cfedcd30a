/**
 * Links to people: single use, with an end, hashed at rest. A token is derived from its link's id under a key that lies
 * outside the database, so that no row and no queue holds what would let somebody in. Looking at a link never spends it:
 * programs that scan mail open every address they find.
 */
import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Tables } from '@/db/tables'
import type { Tx } from '@/db/types'
import type { Context } from './context'
import { AppError } from './errors'
import { hashToken, newId } from './ids'
import { jobHandler } from './jobs'

export type Link = Tables['links']['$inferSelect']
export type LinkKind = Link['kind']
export type LinkState = 'open' | 'used' | 'expired' | 'void' | 'unknown'

const minuteMs = 60_000
const lifeMs: Record<LinkKind, number> = {
  invite: 7 * 24 * 60 * minuteMs,
  confirm: 24 * 60 * minuteMs,
  reset: 30 * minuteMs,
}
const paths: Record<LinkKind, string> = { invite: 'invited', confirm: 'confirm', reset: 'reset' }

/** How long a link that has ended can still say why, and an invitation be seen. */
const memoryMs = 30 * 24 * 60 * minuteMs

type NewLink = Pick<Link, 'tenantId' | 'kind' | 'email'> &
  Partial<Pick<Link, 'adminId' | 'registrationId' | 'role' | 'madeBy'>>

export async function addLink(tx: Tx, context: Context, link: NewLink): Promise<Link> {
  const now = context.now()
  const id = newId(now.getTime())
  const [row] = await tx.sql
    .insert(tx.tables.links)
    .values({
      ...link,
      id,
      tokenHash: hashToken(tokenOf(context, id)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifeMs[link.kind]),
    })
    .returning()
  return row!
}

/** For the mail that carries it, and for the operator's eyes. */
export function linkUrl(context: Context, { id, kind }: Pick<Link, 'id' | 'kind'>): string {
  return `${context.publicUrl}/${paths[kind]}/${tokenOf(context, id)}`
}

/**
 * The link's address for its mail. Where the master key was rotated since the link was made, the token of now becomes the
 * link's: nobody has the earlier one yet.
 */
export async function linkUrlForMail(context: Context, link: Link): Promise<string> {
  const tokenHash = hashToken(tokenOf(context, link.id))
  if (tokenHash !== link.tokenHash) {
    await context.db.transact(async (tx) => {
      const { links } = tx.tables
      await tx.sql.update(links).set({ tokenHash }).where(eq(links.id, link.id))
    })
  }
  return linkUrl(context, link)
}

/** What a link is worth now, for the page that it opens. */
export async function readLink(
  context: Context,
  { kind, token }: { kind: LinkKind; token: string },
): Promise<{ state: LinkState; link: Link | null }> {
  const { links } = context.db.tables
  const [link] = await context.db.sql
    .select()
    .from(links)
    .where(and(eq(links.tokenHash, hashToken(token)), eq(links.kind, kind)))
  return link ? { state: stateOf(link, context.now()), link } : { state: 'unknown', link: null }
}

export function stateOf(link: Link, now: Date): Exclude<LinkState, 'unknown'> {
  if (link.usedAt) return 'used'
  if (link.voidedAt) return 'void'
  return link.expiresAt > now ? 'open' : 'expired'
}

/** Asked before anything costly, so that guessing links buys nothing. @throws AppError `not_found`, subject `link` */
export async function assertLinkOpen(context: Context, of: { kind: LinkKind; token: string }): Promise<Link> {
  const { state, link } = await readLink(context, of)
  if (!link || state !== 'open') throw linkGone()
  return link
}

/** Spends the link: of two who try at once, one does. @throws AppError `not_found`, subject `link` */
export async function useLink(tx: Tx, { id }: Link, now: Date): Promise<Link> {
  const { links } = tx.tables
  const [used] = await tx.sql
    .update(links)
    .set({ usedAt: now })
    .where(and(eq(links.id, id), isNull(links.usedAt), isNull(links.voidedAt), gt(links.expiresAt, now)))
    .returning()
  if (!used) throw linkGone()
  return used
}

/** Voids the open links of one kind that `same` describes. @returns how many there were */
export async function voidLinks(
  tx: Tx,
  kind: LinkKind,
  same: Partial<Pick<Link, 'id' | 'tenantId' | 'email' | 'adminId'>>,
  now: Date,
): Promise<number> {
  const { links } = tx.tables
  const alike = Object.entries(same).map(([column, value]) => eq(links[column as keyof typeof same], value as string))
  const gone = await tx.sql
    .update(links)
    .set({ voidedAt: now })
    .where(and(eq(links.kind, kind), isNull(links.usedAt), isNull(links.voidedAt), ...alike))
    .returning({ id: links.id })
  return gone.length
}

export const linkGone = () =>
  new AppError('not_found', 'This link was used already, has expired, or never was.', { subject: 'link' })

/** Removes links that ended long ago, and registrations that nobody confirmed in time. Once a day. */
export const forgetLinksJob = jobHandler(
  z.unknown(),
  async ({ db, now }) => {
    const at = now().getTime()
    return db.transact(async (tx) => {
      const { links, registrations } = tx.tables
      const unconfirmed = await tx.sql
        .delete(registrations)
        .where(and(isNull(registrations.confirmedAt), lt(registrations.createdAt, new Date(at - 2 * lifeMs.confirm))))
        .returning({ id: registrations.id })
      const gone = await tx.sql
        .delete(links)
        .where(lt(links.expiresAt, new Date(at - memoryMs)))
        .returning({ id: links.id })
      return { links: gone.length, registrations: unconfirmed.length }
    })
  },
  { everyMs: 24 * 60 * minuteMs },
)

function tokenOf({ keys }: Context, linkId: string): string {
  return `limen_link_${keys.mac('link', linkId).toString('base64url')}`
}
