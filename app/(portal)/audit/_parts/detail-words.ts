/**
 * What an audit line tells beside who, what and whom, put into words: a name and a value each, or a value before and after. The
 * line itself stays as it was written and can be shown beside them.
 */
import { sizeWords } from '@/app/_lib/size'
import type { Settings } from '@/domain/settings'
import { languages } from '@/domain/voice/languages'
import { jobName } from '../../_components/job-name'
import { after } from '../../retention/_components/words'
import { oneIn } from '../../settings/decisions/words'
import { plural, purposeWords } from '../../users/_components/words'
import { ruleWords } from '../../retention/_components/words'

export type Said =
  { kind: 'words'; words: string } | { kind: 'id'; id: string; page: string | null } | { kind: 'time'; at: string }

export interface Fact {
  name: string
  /** Several where the line lists several. */
  values: Said[]
  /** What it was before; only where the line tells of a change. */
  before?: Said[]
}

type Detail = Record<string, unknown>

const settingNames: Record<keyof Settings, string> = {
  faceEngine: 'face recognition',
  documentEngine: 'reading of documents',
  documentDays: 'documents are kept for',
  voiceEngine: 'voice recognition',
  voiceLanguages: 'languages to be spoken',
  voiceLanguage: 'language, unless another is named',
  voiceFmr: 'strangers whose voice may pass',
  duplicates: 'look-alikes at enrolment',
  keepSamples: 'pictures are kept',
  emotions: 'emotions are estimated',
  verifyFmr: 'strangers who may pass',
  searchFpir: 'strangers who may be named',
  liveness: 'liveness is asked for',
  auditorsSeePictures: 'auditors may see pictures',
  walletOpen: 'open to wallets',
  walletIssuer: 'issuer of credentials',
  walletValidityDays: 'credentials are good for',
  walletRequestsPerHour: 'wallet requests in an hour',
  qrCredentialDays: 'QR credentials are good for',
  doorMovements: 'movements asked for at doors',
  minEyeDistancePx: 'least distance of the eyes',
  registration: 'registration',
  registrationRole: 'role after registering',
  dumpDays: 'dumps are kept for',
  pictureDays: 'pictures are deleted',
  unseenDays: 'users nobody saw are erased',
  withdrawnDays: 'users without consent are erased',
  plannedRetention: 'planned retention',
  onWithdrawal: 'when consent is withdrawn',
  importLimitMib: 'largest import',
  eventLongestDays: 'longest event',
  eventRetentionHours: 'events keep their collection',
  accessLogDays: 'the access log is kept for',
  terminalStalenessHours: 'terminals without connection let in for',
  revocationAlarmMinutes: 'a revocation is overdue after',
}

const names: Record<string, string> = {
  ...settingNames,
  allowedOrigins: 'web pages that may call',
  authenticator: 'app for codes',
  because: 'because of',
  biometrics: 'holds',
  blobs: 'files',
  by: 'by',
  byteCount: 'size',
  codes: 'recovery codes',
  endedSessions: 'sessions ended',
  expiresAt: 'expires',
  fingerprint: 'fingerprint',
  filteredBy: 'filtered by',
  isCut: 'only the newest lines',
  from: 'from',
  fromModel: 'in place of',
  how: 'came by',
  keyProved: 'the wallet proved its key',
  livenessCheck: 'liveness check',
  livenessClaimed: 'the caller says a living person was there',
  madeAt: 'made',
  holders: 'still held by dumps and terminals',
  imported: 'key brought along',
  kind: 'job',
  of: 'of',
  otherUser: 'other user',
  people: 'people',
  overlapHours: 'the old secret works for',
  refusedByCheck: 'refused by the check',
  reasons: 'because',
  requestQuota: 'requests allowed',
  requestsUsed: 'requests used',
  requestedBy: 'asked for by',
  revision: 'line of the feed',
  sha256: 'SHA-256',
  since: 'since',
  sizeBytes: 'size',
  takes: 'deletes at first',
  upTo: 'up to',
  failingSince: 'no answer since',
  userQuota: 'users allowed',
  why: 'because',
  zone: 'zone',
}

const languageNames: Record<string, string> = Object.fromEntries(
  Object.entries(languages).map(([code, { name }]) => [code, name]),
)

/** Words for values that are codes, by the field they stand in. */
const codes: Record<string, Record<string, string>> = {
  because: {
    retention: 'a retention rule',
    consent_withdrawn: 'a withdrawn consent',
    admin: 'somebody wanted it',
    failing: 'no answer for days',
    gone: 'the receiver said that it is gone',
    another_person: 'another person than the one who is enrolled',
    another_voice: 'several people spoke',
    replayed: 'a recording that was heard before',
    no_speech: 'no speech',
    too_little_speech: 'too little speech',
    too_noisy: 'too much noise',
    too_quiet: 'too quiet',
    clipped: 'overdriven',
  },
  biometrics: {
    none: 'facts only',
    passphrase: 'faces, behind a passphrase',
    plain: 'faces, readable',
  },
  duplicates: { refuse: 'refused', flag: 'enrolled and put up for review', off: 'not looked for' },
  format: { jsonl: 'JSON lines', csv: 'CSV' },
  how: {
    portal: 'the portal',
    import: 'an import',
    wallet: 'a wallet',
    self_enrolment: 'the person themselves',
    api: 'the API',
  },
  language: languageNames,
  operation: { enrol: 'enrolment', verify: 'verification', adapt: 'replacement' },
  voiceLanguage: languageNames,
  voiceLanguages: languageNames,
  onWithdrawal: { nothing: 'it is only written down', revoke: 'templates and pictures are deleted' },
  purpose: purposeWords,
  registration: { invitation: 'by invitation', approval: 'with an owner’s approval', open: 'open to all' },
  rule: Object.fromEntries(Object.entries(ruleWords).map(([rule, { title }]) => [rule, title.toLowerCase()])),
}

/** Words for numbers that are more than a count, by the field they stand in. */
const measures: Record<string, (value: number) => string> = {
  verifyFmr: oneIn,
  searchFpir: oneIn,
  voiceFmr: oneIn,
  pictureDays: after,
  unseenDays: after,
  withdrawnDays: after,
  walletValidityDays: (days) => plural(days, 'day'),
  dumpDays: (days) => plural(days, 'day'),
  documentDays: (days) => (days === 0 ? 'not at all' : plural(days, 'day')),
  days: (days) => plural(days, 'day'),
  overlapHours: (hours) => (hours === 0 ? 'not at all' : plural(hours, 'hour')),
  byteCount: sizeWords,
  sizeBytes: sizeWords,
  importLimitMib: (mib) => `${mib.toLocaleString('en-GB')} MiB`,
  minEyeDistancePx: (px) => `${px} pixels`,
}

/** What null means, by the field it stands in. */
const nothings: Record<string, string> = {
  pictureDays: 'never',
  unseenDays: 'never',
  withdrawnDays: 'never',
  expiresAt: 'never',
  userQuota: 'any number',
  requestQuota: 'any number',
  minEyeDistancePx: 'as the contract has it',
  plannedRetention: 'nothing',
}

const pages: Record<string, (id: string) => string> = {
  receipt: (id) => `/erasures/${id}`,
  otherUser: (id) => `/users/${id}`,
}

const idPattern = /^(?:[0-9a-f]{24}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

export function factsOf({ action, detail }: { action: string; detail: Detail }): Fact[] {
  if (action === 'admin.role_changed') {
    return [{ name: 'role', before: said('role', detail.from), values: said('role', detail.to) }]
  }
  const { before, after: later, ...rest } = detail
  if (!isObject(before) || !isObject(later)) return Object.entries(detail).map(fact)
  return [
    ...Object.keys({ ...before, ...later }).map((key) => changed(key, before[key], later[key])),
    ...Object.entries(rest).map(fact),
  ]
}

export const nameOfField = (key: string) =>
  names[key] ??
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()

const fact = ([key, value]: [string, unknown]): Fact => ({ name: nameOfField(key), values: said(key, value) })

function changed(key: string, before: unknown, later: unknown): Fact {
  // What could name a person is not written down, only that it changed.
  if (before === 'changed' && later === 'changed') return fact([key, later])
  return { name: nameOfField(key), before: said(key, before), values: said(key, later) }
}

function said(key: string, value: unknown): Said[] {
  if (Array.isArray(value)) return value.length === 0 ? words('none') : value.flatMap((one) => said(key, one))
  if (isObject(value)) {
    // Counts and the like: one line of words says them all.
    return words(Object.entries(value).map(inner).join(', ') || 'nothing')
  }
  if (value === null || value === undefined) return words(nothings[key] ?? 'none')
  if (typeof value === 'boolean') return words(value ? 'yes' : 'no')
  if (typeof value === 'number') return words((measures[key] ?? ((count) => count.toLocaleString('en-GB')))(value))
  const text = String(value)
  if (key === 'kind') return words(jobName(text))
  if (idPattern.test(text)) return [{ kind: 'id', id: text, page: pages[key]?.(text) ?? null }]
  if (timePattern.test(text)) return [{ kind: 'time', at: text }]
  return words(codes[key]?.[text] ?? text.replaceAll('_', ' '))
}

function inner([key, value]: [string, unknown]): string {
  const text = said(key, value)
    .map((one) => (one.kind === 'words' ? one.words : one.kind === 'id' ? one.id : one.at))
    .join(', ')
  return typeof value === 'number' && !measures[key] ? `${text} ${nameOfField(key)}` : `${nameOfField(key)} ${text}`
}

const words = (text: string): Said[] => [{ kind: 'words', words: text }]

const isObject = (value: unknown): value is Detail =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
