/**
 * What is in a dump: one entry a noun, in the order in which they are restored, so that whoever is referred to is there
 * first. A new noun adds one line, here or among `leftOut`; entries.test.ts fails on a table that is in neither.
 */
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Tables } from '@/db/tables'
import { templatePlace } from '@/db/places'
import type { SealPlace } from '@/db/types'
import type { Context } from '../context'
import { documentPlace } from '../documents/kept-rows'
import { samplePlace } from '../faces/record'
import { isFault } from '../faults'
import { addressPlace } from '../qr-credential/deliver'
import { newBlobName } from '../ids'
import type { Row } from './records'

/** Bytes that lie sealed beside a row: a picture, a template. */
export interface SealedPart {
  /** The record's member that holds them, in base64. */
  member: string
  /**
   * Opens those of a page of rows, in order. `gone`: the user was erased since, and the row with them. `unreadable`: it
   * was altered, or its file is missing. Null: the row has none.
   */
  open(context: Context, rows: Row[]): AsyncIterable<Buffer | 'gone' | 'unreadable' | null>
  /** In dumps without biometrics too, because it says nothing of a body; a row without it is restored as it is. */
  isFact?: true
  /** Seals them anew. @returns the columns that were left out */
  seal(context: Context, row: Row, plain: Buffer): Promise<Row>
}

export interface Entry {
  /** In the zip; its name without `.jsonl` is the noun of the manifest's counts. */
  file: string
  table(tables: Tables): SQLiteTable
  /** Columns that put the tenant's rows in order, together unique. Default: `id`. */
  order?: readonly string[]
  omit?: readonly string[]
  rename?: Readonly<Record<string, string>>
  sealed?: SealedPart
  /** What columns hold after a restore, whatever they held before. */
  reset?: Row
  /** What a tenant has before anybody did anything: one that has nothing else is empty all the same. */
  isFurniture?: true
  /** Kept for the end of a restore, because they decide who may come in; see restore/admit.ts. */
  admits?: true
}

/** An entry, with helpers that keep the columns' names honest. */
type Column<Name extends keyof Tables> = Extract<keyof Tables[Name]['$inferSelect'], string>
function entry<Name extends keyof Tables>(
  file: string,
  name: Name,
  options: Omit<Entry, 'file' | 'table' | 'order' | 'omit' | 'rename' | 'reset'> & {
    order?: readonly Column<Name>[]
    reset?: Partial<Tables[Name]['$inferSelect']>
    omit?: readonly Column<Name>[]
    rename?: Readonly<Partial<Record<Column<Name>, string>>>
  } = {},
): Entry {
  return { file, table: (tables) => tables[name], ...options } as Entry
}

const templates: SealedPart = {
  member: 'vector',
  async *open(context, rows) {
    const opened = await context.keys.openManyForUsers(
      (rows as Tables['templates']['$inferSelect'][]).map(({ id, tenantId, userId, sealed }) => ({
        userId,
        place: templatePlace(tenantId, id),
        sealed,
      })),
    )
    for (const value of opened) {
      if (value instanceof Error) yield isFault(value, 'KeyDestroyed') ? 'gone' : 'unreadable'
      else yield value
    }
  },
  async seal({ keys }, row, plain) {
    const { id, tenantId, userId } = row as Tables['templates']['$inferSelect']
    return { sealed: await keys.sealForUser(userId, templatePlace(tenantId, id), plain) }
  },
}

async function openBlob(context: Context, userId: string, place: SealPlace, blobName: string) {
  try {
    return await context.keys.openForUser(userId, place, await context.blobs.get(blobName))
  } catch (error) {
    if (isFault(error, 'KeyDestroyed')) return 'gone'
    if (isFault(error, 'SealBroken') || isFault(error, 'BlobMissing')) return 'unreadable'
    throw error
  }
}

const pictures: SealedPart = {
  member: 'image',
  async *open(context, rows) {
    // One at a time: a page of pictures would fill the memory.
    for (const { id, tenantId, userId, blobName } of rows as Tables['samples']['$inferSelect'][]) {
      yield await openBlob(context, userId, samplePlace(tenantId, id), blobName)
    }
  },
  async seal({ keys, blobs }, row, plain) {
    const { id, tenantId, userId } = row as Tables['samples']['$inferSelect']
    const blobName = newBlobName()
    await blobs.put(blobName, await keys.sealForUser(userId, samplePlace(tenantId, id), plain))
    return { blobName }
  },
}

const credentialDocuments: SealedPart = {
  member: 'credential',
  isFact: true,
  async *open(context, rows) {
    for (const row of rows as Tables['verifiableCredentials']['$inferSelect'][]) {
      if (!row.userId || !row.documentSealed) {
        yield null
        continue
      }
      const [opened] = await context.keys.openManyForUsers([
        { userId: row.userId, place: credentialPlace(row.tenantId, row.id), sealed: row.documentSealed },
      ])
      if (opened instanceof Error) yield isFault(opened, 'KeyDestroyed') ? 'gone' : 'unreadable'
      else yield opened!
    }
  },
  async seal({ keys }, row, plain) {
    const { id, tenantId, userId } = row as Tables['verifiableCredentials']['$inferSelect']
    return { documentSealed: await keys.sealForUser(userId!, credentialPlace(tenantId, id), plain) }
  },
}

const documents: SealedPart = {
  member: 'content',
  async *open(context, rows) {
    for (const { id, tenantId, userId, blobName } of rows as Tables['documents']['$inferSelect'][]) {
      yield await openBlob(context, userId, documentPlace(tenantId, id), blobName)
    }
  },
  async seal({ keys, blobs }, row, plain) {
    const { id, tenantId, userId } = row as Tables['documents']['$inferSelect']
    const blobName = newBlobName()
    await blobs.put(blobName, await keys.sealForUser(userId, documentPlace(tenantId, id), plain))
    return { blobName }
  },
}

const addresses: SealedPart = {
  member: 'address',
  isFact: true,
  async *open(context, rows) {
    const opened = await context.keys.openManyForUsers(
      (rows as Tables['userAddresses']['$inferSelect'][]).map(({ tenantId, userId, sealed }) => ({
        userId,
        place: addressPlace(tenantId, userId),
        sealed,
      })),
    )
    for (const value of opened) {
      if (value instanceof Error) yield isFault(value, 'KeyDestroyed') ? 'gone' : 'unreadable'
      else yield value
    }
  },
  async seal({ keys }, row, plain) {
    const { tenantId, userId } = row as Tables['userAddresses']['$inferSelect']
    return { sealed: await keys.sealForUser(userId, addressPlace(tenantId, userId), plain) }
  },
}

/** As in wallet/credentials.ts. */
const credentialPlace = (tenantId: string, id: string) => ({ table: 'verifiable_credentials', row: id, tenantId })

export const entries: readonly Entry[] = [
  // The app token is a secret of the user's device.
  entry('users.jsonl', 'users', { omit: ['appTokenSealed'] }),
  entry('devices.jsonl', 'devices', { order: ['macAddress'] }),
  entry('biometrics.jsonl', 'samples', { omit: ['blobName'], rename: { kind: 'modality' }, sealed: pictures }),
  entry('templates.jsonl', 'templates', { omit: ['sealed'], rename: { kind: 'modality' }, sealed: templates }),
  entry('look-alikes.jsonl', 'lookAlikes'),
  // The private halves stay: what they signed is still checked by the public ones.
  entry('issuer-keys.jsonl', 'issuerKeys', { omit: ['presentOf', 'privateSealed'], isFurniture: true }),
  entry('wallet-holders.jsonl', 'walletHolders', { order: ['thumbprint'] }),
  entry('credentials.jsonl', 'verifiableCredentials', { omit: ['documentSealed'], sealed: credentialDocuments }),
  entry('addresses.jsonl', 'userAddresses', { order: ['userId'], omit: ['sealed'], sealed: addresses }),
  entry('documents.jsonl', 'documents', { omit: ['blobName'], sealed: documents }),
  entry('consent-texts.jsonl', 'consentTexts', { isFurniture: true }),
  entry('consents.jsonl', 'consents'),
  entry('consent-states.jsonl', 'consentStates', { order: ['userId', 'purpose'] }),
  entry('zones.jsonl', 'zones'),
  // Their keys stay: each is paired anew, and follows the feed from its beginning.
  entry('terminals.jsonl', 'terminals', {
    omit: ['deviceJwk', 'deviceThumbprint', 'feedKeySealed', 'feedKeyId', 'feedKeyAt'],
    reset: { state: 'unpaired', sentRevision: 0, ackedRevision: 0, ackedAt: null, alarmedRevision: 0 },
  }),
  entry('events.jsonl', 'events'),
  entry('grants.jsonl', 'grants', { reset: { revision: 0 } }),
  entry('access-log.jsonl', 'accessEvents'),
  entry('onboardings.jsonl', 'onboardings', { omit: ['blobName', 'addressSealed'] }),
  entry('erasures.jsonl', 'erasures', { reset: { revision: null } }),
  entry('audit.jsonl', 'auditLines', { order: ['seq'], isFurniture: true }),
  entry('admins.jsonl', 'admins', { omit: ['passwordHash'], admits: true }),
  entry('clients.jsonl', 'clients', {
    omit: ['secretHash', 'appTokenHash', 'previousSecretHash', 'previousSecretUntil'],
    admits: true,
  }),
]

/** One record: the tenant itself, with what it has set. */
export const settingsFile = 'settings.jsonl'

/** Tables that no dump holds, and why. In the order in which rows of a tenant can be deleted. */
export const leftOut: Partial<Record<keyof Tables, string>> = {
  adminSessions: 'who is signed in ends with the bureau',
  authenticators: 'secrets of second factors',
  recoveryCodes: 'secrets of second factors',
  passkeys: 'bound to the address of the old bureau',
  usedChallenges: 'answers of the last minutes',
  links: 'tokens',
  registrations: 'people who are no admins yet, with their passwords',
  walletChallenges: 'questions of the last minutes',
  qrDeliveries: 'work in progress',
  qrScopes: 'of QR credentials',
  qrCredentials: 'sealed by keys that stay here; whoever needs one is given another',
  qrKeys: 'secrets that seal',
  qrVersions: 'a count that terminals follow from their beginning',
  webhookDeliveries: 'work in progress',
  webhooks: 'secrets that sign; an address is entered anew',
  terminalPairings: 'codes of the last minutes',
  walletCalls: 'counts of calls, by the hour',
  importRows: 'work in progress',
  importParts: 'work in progress',
  imports: 'work in progress',
  userCounts: 'counted anew',
  figures: 'counts for charts, which begin anew',
  signInFailures: 'counts of wrong guesses, by the hour',
  setUpLinks: 'a token',
  idempotentCalls: 'answers to calls of the last day',
  dumps: 'files that lie here only',
  changes: 'a feed that is followed from its end',
  changeHeads: 'a feed that is followed from its end',
  auditHeads: 'the last line says the same',
  documentReadings: 'answers of the last minutes',
  modelLeftovers: 'work in progress',
  modelSwitches: 'work in progress',
  activeModels: 'of the bureau that runs them, as are the models',
  models: 'files of the operator, who adds them to the other bureau anew',
  voiceTakes: 'conversations of the last minutes',
  voiceDialogues: 'conversations of the last minutes',
  voicePrints: 'they keep a recording from being played again, and are made anew with the next ones',
  livenessFrames: 'they keep a burst from being replayed',
  livenessChecks: 'answers of the last minutes',
  auditCheckpoints: 'signed by the old bureau’s key; the last one is in the manifest',
  jobs: 'work in progress',
  tenants: 'in settings.jsonl',
}
