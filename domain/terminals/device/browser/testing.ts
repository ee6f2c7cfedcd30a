/** A browser's database as tests have it. Nothing outside of tests imports it. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { QrAnswer } from '../../../qr-credential/terminal-keys'
import type { Held } from '../../follower'
import type { Scope } from '../../../grants/window'
import type { Report } from '../store'

/** Another browser, in which nothing lies. */
export function newBrowser(): void {
  globalThis.indexedDB = new IDBFactory()
}

export const memberScope: Scope = {
  kind: 'member',
  id: 'm',
  grantId: 'm',
  validFrom: null,
  validUntil: null,
  schedule: null,
  timeZone: 'UTC',
  single: false,
  entered: false,
}

export const held = (subject: string, over: Partial<Held> = {}): Held => ({
  subject,
  acs_id: `${subject}-1`,
  acs_id_schema: 'string64',
  templates: [{ id: `t-${subject}`, model: 'x@1', vector: Uint8Array.from([1, 2, 3, 250]) }],
  scopes: [memberScope],
  ...over,
})

export const granted = (reportId: string, grantId: string | null = null): Omit<Report, 'sequence'> => ({
  report_id: reportId,
  type: 'access_granted',
  subject: 'anna',
  grant_id: grantId,
  occurred_at: '2026-11-20T10:00:00.000Z',
  score_band: 'high',
  credential: 'face',
  offline: true,
})

/** As the bureau would send it, but for what is sealed and signed in it. */
export const qrAnswer = (version: number): QrAnswer => ({
  tenant: 'acme',
  version,
  keys: { id: 'feed key', sealed: 'keys' },
  jwks: { keys: [] },
  deny_list: 'list',
  recognition: { model: 'x@1', threshold: 0.5, fmr: 1e-3 },
  place: { terminal: 't', zones: ['z'], time_zone: 'UTC' },
})
