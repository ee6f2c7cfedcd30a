/** Where people come in: zones (a facility, or a space within one) and the terminals at their doors. */
import type { Columns } from '../columns'
import type { tenantTables } from './tenants'

export const zoneKinds = ['facility', 'space'] as const
export const terminalStates = ['unpaired', 'claimed', 'active', 'retired'] as const

export function zoneTables(c: Columns, { tenants }: ReturnType<typeof tenantTables>) {
  const owner = () => ({
    id: c.text().primaryKey(),
    tenantId: c
      .text()
      .notNull()
      .references(() => tenants.id),
    createdAt: c.time().notNull(),
  })

  const zones = c.table(
    'zones',
    {
      ...owner(),
      /** What customers call it in the API: `<tenant>:<region>:<slug>`, for a space with `:<slug>` of its own behind. */
      zoneId: c.text().notNull(),
      kind: c.text({ enum: zoneKinds }).notNull(),
      /** The facility in which a space lies; null for a facility. */
      facilityId: c.text(),
      name: c.text().notNull(),
      /** IANA name; weekly schedules are read in it. */
      timeZone: c.text().notNull(),
      /** `identify_only`: the customer's system decides and opens. `relay`: the terminal opens by itself. */
      mode: c.text({ enum: ['identify_only', 'relay'] }).notNull(),
      archivedAt: c.time(),
    },
    (t) => [c.uniqueIndex('zones_zone_id').on(t.zoneId), c.index('zones_tenant').on(t.tenantId, t.createdAt, t.id)],
  )

  const terminals = c.table(
    'terminals',
    {
      ...owner(),
      /** The row of the facility or the space at whose door it stands. */
      zoneRow: c
        .text()
        .notNull()
        .references(() => zones.id),
      name: c.text().notNull(),
      /** `claimed`: a device answered the pairing code, and somebody has to compare its key's fingerprint. */
      state: c.text({ enum: terminalStates }).notNull(),
      /** The device's public key, a JWK (EC P-256), and its RFC 7638 thumbprint, which is how its tokens are bound to it. */
      deviceJwk: c.json().$type<Record<string, string>>(),
      deviceThumbprint: c.text(),
      /** Seals templates on their way to this terminal; sealed itself under the tenant's key. */
      feedKeySealed: c.bytes(),
      /** Made of both sides' agreement keys, so that it is part of the fingerprint that people compare. */
      feedKeyId: c.text(),
      feedKeyAt: c.time(),
      pairedAt: c.time(),
      retiredAt: c.time(),
      /** When a retired terminal said that it holds nothing any more. */
      wipedAt: c.time(),
      lastSeenAt: c.time(),
      /** The feed's line up to which it was sent everything, and up to which it said that it has applied it. */
      sentRevision: c
        .bigint()
        .notNull()
        .$default(() => 0),
      ackedRevision: c
        .bigint()
        .notNull()
        .$default(() => 0),
      /** Null: it has acknowledged nothing since it was paired or moved, and begins with a snapshot. */
      ackedAt: c.time(),
      /** Up to which of the feed's lines somebody was told of revocations that it had not acknowledged in time. */
      alarmedRevision: c
        .bigint()
        .notNull()
        .$default(() => 0),
      /** As its last heartbeat said. */
      versions: c.json().$type<{ software?: string; engine?: string }>(),
      clockDriftMs: c.bigint(),
      heldUsers: c.int(),
    },
    (t) => [
      c.uniqueIndex('terminals_key').on(t.deviceThumbprint),
      c.index('terminals_tenant').on(t.tenantId, t.createdAt, t.id),
      c.index('terminals_zone').on(t.zoneRow),
    ],
  )

  const terminalPairings = c.table(
    'terminal_pairings',
    {
      ...owner(),
      terminalId: c
        .text()
        .notNull()
        .references(() => terminals.id, { onDelete: 'cascade' }),
      /** The code's first part, by which it is found; only the hash of the rest is kept. */
      handle: c.text().notNull(),
      secretHash: c.text().notNull(),
      triesLeft: c.int().notNull(),
      expiresAt: c.time().notNull(),
    },
    (t) => [
      c.uniqueIndex('terminal_pairings_handle').on(t.handle),
      c.uniqueIndex('terminal_pairings_terminal').on(t.terminalId),
      c.index('terminal_pairings_end').on(t.expiresAt),
    ],
  )

  return { zones, terminals, terminalPairings }
}
