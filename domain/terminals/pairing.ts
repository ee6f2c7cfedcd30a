/**
 * How a device becomes a terminal. The portal shows a code; the device sends it with a proof that it has its key, and its half of an
 * agreement; both sides show a fingerprint over all of these keys; an admin who has compared them lets the device in.
 */
import { and, eq, gt, lt, ne, sql } from 'drizzle-orm'
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { isOneOf } from '@/db/order'
import { isUniqueViolation } from '@/db/violations'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { AppError } from '../errors'
import { countRequestFrom, takeBackRequestFrom } from '../guesses'
import { hashToken, newId, sameHash } from '../ids'
import { parse } from '../parse'
import { tenantFor } from '../permissions'
import { agree, fingerprintOf, rawFeedKey, type PublicJwk } from './agreement'
import { newAgreementKey, publicJwkSchema } from './agreement-key'
import { assertNotRetired, feedKeyPlace, terminalRow, toTerminal, type Terminal } from './terminals'

/** Without what is read wrongly: 0 and O, 1, I and L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const [handleLength, secretLength] = [3, 5]
const goodForMs = 5 * 60_000
const tries = 5

const draw = (length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

export interface PairingCode {
  /** Eight characters, shown once. */
  code: string
  expiresAt: Date
}

/**
 * Makes a code for a terminal that has no device yet. An earlier code is void, and so is a device that has answered one and was not
 * let in.
 * @throws AppError `not_found`; `conflict` for a terminal that has its device
 */
export async function createPairingCode(context: Context, { id }: { id: string }): Promise<PairingCode> {
  const tenantId = tenantFor(context, 'terminals:manage')
  // Another code may have the same first part: then another one is drawn.
  for (let attempt = 1; ; attempt++) {
    try {
      return await insertCode(context, tenantId, id)
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === 20) throw error
    }
  }
}

async function insertCode(context: Context, tenantId: string, terminalId: string): Promise<PairingCode> {
  const [handle, secret] = [draw(handleLength), draw(secretLength)]
  const now = context.now()
  const expiresAt = new Date(now.getTime() + goodForMs)
  await context.db.transact(async (tx) => {
    await writeAudit(tx, context, {
      action: 'terminal.pairing_started',
      subject: { kind: 'terminal', id: terminalId },
    })
    const row = await terminalRow(tx, tenantId, terminalId)
    assertNotRetired(row)
    if (row.state === 'active') {
      const message = 'This terminal has its device. For another one, retire it and make a new terminal.'
      throw new AppError('conflict', message, { subject: 'terminal' })
    }
    const { terminals, terminalPairings } = tx.tables
    await tx.sql.delete(terminalPairings).where(lt(terminalPairings.expiresAt, now))
    await tx.sql.delete(terminalPairings).where(eq(terminalPairings.terminalId, terminalId))
    await tx.sql.insert(terminalPairings).values({
      id: newId(now.getTime()),
      tenantId,
      terminalId,
      handle,
      secretHash: hashSecret(handle, secret),
      triesLeft: tries,
      expiresAt,
      createdAt: now,
    })
    await tx.sql
      .update(terminals)
      .set({ state: 'unpaired', ...noDevice })
      .where(eq(terminals.id, terminalId))
    tx.wake('terminals', tenantId)
  })
  return { code: handle + secret, expiresAt }
}

/**
 * Makes the code void, and a device that has answered it and was not let in.
 * @throws AppError `not_found`; `conflict` for a terminal that has its device
 */
export async function cancelPairing(context: Context, { id }: { id: string }): Promise<Terminal> {
  const tenantId = tenantFor(context, 'terminals:manage')
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'terminal.pairing_cancelled', subject: { kind: 'terminal', id } })
    const before = await terminalRow(tx, tenantId, id)
    assertNotRetired(before)
    if (before.state === 'active') {
      throw new AppError('conflict', 'This terminal has its device already; retire it.', { subject: 'terminal' })
    }
    const { terminals, terminalPairings } = tx.tables
    await tx.sql.delete(terminalPairings).where(eq(terminalPairings.terminalId, id))
    const [row] = await tx.sql
      .update(terminals)
      .set({ state: 'unpaired', ...noDevice })
      .where(eq(terminals.id, id))
      .returning()
    tx.wake('terminals', tenantId)
    return toTerminal(row!)
  })
}

/** A code that may be answered still. */
export interface OpenPairing {
  expiresAt: Date
  triesLeft: number
}

/** The open pairing of each terminal, in the order of the ids; null where there is none. */
export async function pairingsOf(context: Context, terminalIds: readonly string[]): Promise<(OpenPairing | null)[]> {
  const tenantId = tenantFor(context, 'terminals:read')
  const { terminalPairings } = context.db.tables
  const rows = await context.db.sql
    .select({
      terminalId: terminalPairings.terminalId,
      expiresAt: terminalPairings.expiresAt,
      triesLeft: terminalPairings.triesLeft,
    })
    .from(terminalPairings)
    .where(
      and(
        eq(terminalPairings.tenantId, tenantId),
        isOneOf(context.db, terminalPairings.terminalId, terminalIds),
        gt(terminalPairings.expiresAt, context.now()),
      ),
    )
  const byTerminal = new Map(rows.map(({ terminalId, ...pairing }) => [terminalId, pairing]))
  return terminalIds.map((id) => byTerminal.get(id) ?? null)
}

const noDevice = { deviceJwk: null, deviceThumbprint: null, feedKeySealed: null, feedKeyId: null, feedKeyAt: null }

/** Known by its first part, so that the hash of the other one says nothing to who has a table of all hashes of five characters. */
const hashSecret = (handle: string, secret: string) => hashToken(`limen pairing ${handle} ${secret}`)

const claimSchema = z.object({
  /** As people type it: small letters, spaces and hyphens do no harm. */
  code: z
    .string()
    .max(40)
    .transform((text) => text.toUpperCase().replaceAll(/[\s-]/g, '')),
  agreementKey: publicJwkSchema,
})

export interface Claim {
  terminalId: string
  agreementKey: PublicJwk
  fingerprint: string
}

const wrongCode = () =>
  new AppError('rule_broken', 'This code is not right, or its time is over. Ask for a new one in the portal.', {
    reason: 'pairing_code_invalid',
  })

/**
 * A device answers a code. @param device what its proof has shown to be its key @param source the address that it calls from
 * @throws AppError `rule_broken` (`pairing_code_invalid`), `already_exists` for the key of another terminal, `busy` after too many tries
 */
export async function claimTerminal(
  context: Context,
  device: { jwk: PublicJwk; thumbprint: string },
  source: string,
  input: z.input<typeof claimSchema>,
): Promise<Claim> {
  const { code, agreementKey } = parse(claimSchema, input)
  await countRequestFrom(context, 'pair', source)
  const { tenantId, terminalId } = await useUpCode(context, code)

  const own = await newAgreementKey()
  const feedKey = await agree({ terminalId, own, theirs: agreementKey, side: 'bureau', extractable: true })
  const feedKeySealed = await context.keys.sealForTenant(
    feedKeyPlace({ id: terminalId, tenantId }),
    await rawFeedKey(feedKey),
  )
  const fingerprint = fingerprintOf(device.thumbprint, feedKey.id)
  try {
    await context.db.transact(async (tx) => {
      const { terminals } = tx.tables
      const claimed = await tx.sql
        .update(terminals)
        .set({
          state: 'claimed',
          deviceJwk: device.jwk,
          deviceThumbprint: device.thumbprint,
          feedKeySealed,
          feedKeyId: feedKey.id,
          feedKeyAt: context.now(),
        })
        .where(and(eq(terminals.id, terminalId), eq(terminals.state, 'unpaired')))
        .returning({ id: terminals.id })
      // Retired meanwhile, or another code was made and answered.
      if (claimed.length === 0) throw wrongCode()
      await writeAudit(
        tx,
        { ...context, actor: { kind: 'terminal', id: terminalId, tenantId } },
        { action: 'terminal.claimed', subject: { kind: 'terminal', id: terminalId }, detail: { fingerprint } },
      )
      tx.wake('terminals', tenantId)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = 'This key belongs to another terminal already; the device has to make a new one.'
    throw new AppError('already_exists', message, { subject: 'device_key', cause: error })
  }
  await takeBackRequestFrom(context, 'pair', source)
  return { terminalId, agreementKey: own.publicJwk, fingerprint }
}

/** A try is counted before it is looked at, in a transaction of its own, so that many at once have five in all. */
async function useUpCode(context: Context, code: string): Promise<{ tenantId: string; terminalId: string }> {
  const [handle, secret] = [code.slice(0, handleLength), code.slice(handleLength)]
  const found = await context.db.transact(async (tx) => {
    const { terminalPairings } = tx.tables
    const [row] = await tx.sql
      .update(terminalPairings)
      .set({ triesLeft: sql`${terminalPairings.triesLeft} - 1` })
      .where(eq(terminalPairings.handle, handle))
      .returning()
    if (!row) return null
    const isOver = row.expiresAt <= context.now() || row.triesLeft < 0
    const isRight = !isOver && sameHash(row.secretHash, hashSecret(handle, secret))
    // Good for one use, and gone once there is no try left.
    if (isOver || isRight || row.triesLeft === 0) {
      await tx.sql.delete(terminalPairings).where(eq(terminalPairings.id, row.id))
    }
    return isRight ? row : null
  })
  if (!found) throw wrongCode()
  return found
}

const confirmSchema = z.object({
  id: z.string(),
  /** As it was compared; spaces and case do not count. */
  fingerprint: z.string().max(100),
})

/**
 * Lets the device in whose fingerprint somebody has compared.
 * @throws AppError `not_found`; `conflict` where no device waits, or another one than was compared
 */
export async function confirmTerminal(context: Context, input: z.input<typeof confirmSchema>): Promise<Terminal> {
  const { id, fingerprint } = parse(confirmSchema, input)
  const tenantId = tenantFor(context, 'terminals:manage')
  return context.db.transact(async (tx) => {
    await writeAudit(tx, context, { action: 'terminal.confirmed', subject: { kind: 'terminal', id } })
    const row = await terminalRow(tx, tenantId, id)
    if (row.state !== 'claimed') {
      throw new AppError('conflict', 'No device waits to be let in as this terminal.', { subject: 'terminal' })
    }
    if (plain(toTerminal(row).fingerprint!) !== plain(fingerprint)) {
      throw new AppError('conflict', 'Another device waits now than the one that was compared.', {
        subject: 'fingerprint',
      })
    }
    const { terminals } = tx.tables
    const [active] = await tx.sql
      .update(terminals)
      .set({ state: 'active', pairedAt: context.now() })
      .where(and(eq(terminals.id, id), ne(terminals.state, 'retired')))
      .returning()
    tx.wake('terminals', tenantId)
    return toTerminal(active!)
  })
}

const plain = (fingerprint: string) => fingerprint.replaceAll(/[\s-]/g, '').toLowerCase()
