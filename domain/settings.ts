/**
 * What a tenant may set, with the defaults of the design. Stored as JSON in `tenants.settings`; only what was changed is
 * kept there, so that a better default reaches every tenant that never chose.
 */
import { z } from 'zod'
import { storableText } from './parse'
import { languageCodes } from './voice/languages'

const rate = z.number().min(1e-6).max(0.1)

const days = (least: number) => z.number().int().min(least).max(36_500).nullable()

/** After how many days what is deleted by itself; null: never. Changed with care for what they delete: retention/rules.ts. */
const retentionRules = {
  /** Pictures, counted from their capture. Their templates stay. */
  pictureDays: days(0),
  /** Users, counted from when they were last seen. */
  unseenDays: days(1),
  /** Users who withdrew their consent to be recognised, counted from then. */
  withdrawnDays: days(0),
}

const schema = z.strictObject({
  /** Face recognition may be used at all. */
  faceEngine: z.boolean(),
  /** Identity documents may be read at all. */
  documentEngine: z.boolean(),
  /** Voice recognition may be used at all. */
  voiceEngine: z.boolean(),
  /** In which languages people may be asked to speak. */
  voiceLanguages: z
    .array(z.enum(languageCodes))
    .min(1)
    .refine((codes) => new Set(codes).size === codes.length, 'A language is named twice.'),
  /** In which of them, unless somebody says otherwise. */
  voiceLanguage: z.enum(languageCodes),
  /** False match rate at which two voices are held to be one person's. */
  voiceFmr: rate,
  /** For how many days a document is kept whose owner agrees to that; 0: no document ever is. */
  documentDays: z.number().int().min(0).max(3650),
  /** When a face to be enrolled looks like another user's: refuse it, enrol it and put the pair up for review, or do not look. */
  duplicates: z.enum(['refuse', 'flag', 'off']),
  /** Captured pictures are kept (sealed) until erasure. Off: only the template is. */
  keepSamples: z.boolean(),
  /** Emotions are estimated when face properties are asked for. */
  emotions: z.boolean(),
  /** False match rate at which two faces are held to be one person's. */
  verifyFmr: rate,
  /** Share of searches of strangers that may name somebody, whatever the size of the gallery. */
  searchFpir: rate,
  /** Face calls need a passed liveness check, where the transport can carry its proof. */
  liveness: z.boolean(),
  /** Auditors may look at people's pictures; each look is in the audit trail. */
  auditorsSeePictures: z.boolean(),
  /** Wallets may ask for credentials without a key: `/v1/users/auth/register` and `/v1/credential-requests`. */
  walletOpen: z.boolean(),
  /** How the bureau calls itself in the credentials that it issues. */
  walletIssuer: storableText.pipe(z.string().trim().min(1).max(120)),
  /** How long a credential is good. */
  walletValidityDays: z.number().int().min(1).max(3650),
  /** How many movements a terminal in a browser asks for before it lets somebody in by their face; 0: a picture opens. */
  doorMovements: z.number().int().min(0).max(2),
  /** For how many days a QR credential is good at most; its scopes may end it sooner. */
  qrCredentialDays: z.number().int().min(1).max(365),
  /** How many requests for a credential one network address may make in an hour. */
  walletRequestsPerHour: z.number().int().min(1).max(10_000),
  /** In place of the gate profile's own smallest distance between the eyes; null leaves the profile's. */
  minEyeDistancePx: z.number().min(10).max(400).nullable(),
  /** Who may register in the portal: whom an owner invites, whom an owner approves, or whoever confirms an e-mail address. */
  registration: z.enum(['invitation', 'approval', 'open']),
  /** What who registers without invitation becomes, unless the owner who approves says otherwise. */
  registrationRole: z.enum(['auditor', 'admin']),
  /** How many days a dump can be downloaded before its file and its key are destroyed. */
  dumpDays: z.number().int().min(1).max(90),
  ...retentionRules,
  /** Stricter rules that somebody has made and that hold from a moment on; until then they can be taken back. */
  plannedRetention: z.strictObject({ ...z.object(retentionRules).partial().shape, from: z.iso.datetime() }).nullable(),
  /** When consent to be recognised is withdrawn: nothing, or the face's templates and pictures are deleted at once. */
  onWithdrawal: z.enum(['nothing', 'revoke']),
  /** The longest event, in days. */
  eventLongestDays: z.number().int().min(1).max(3650),
  /** How long after its end an event keeps its collection, unless it says so itself; null: until somebody deletes it. */
  eventRetentionHours: z.number().int().min(0).max(87_600).nullable(),
  /** How many days the access log is kept. */
  accessLogDays: z.number().int().min(1).max(3650),
  /** A terminal without a connection lets members in for so long. */
  terminalStalenessHours: z.number().int().min(1).max(8760),
  /** A terminal that has not acknowledged a revocation after so long is overdue: somebody is told. */
  revocationAlarmMinutes: z.number().int().min(1).max(10_080),
  /** The largest archive of pictures that may be imported, in MiB. */
  importLimitMib: z.number().int().min(1).max(65_536),
})

export type Settings = z.output<typeof schema>

export const defaultSettings: Settings = {
  faceEngine: true,
  documentEngine: true,
  voiceEngine: true,
  voiceLanguages: ['en', 'pt'],
  voiceLanguage: 'en',
  voiceFmr: 1e-2,
  documentDays: 0,
  duplicates: 'flag',
  keepSamples: true,
  emotions: false,
  verifyFmr: 1e-3,
  searchFpir: 1e-2,
  liveness: false,
  auditorsSeePictures: false,
  walletOpen: false,
  walletIssuer: 'Biometric Bureau',
  walletValidityDays: 365,
  doorMovements: 0,
  qrCredentialDays: 30,
  walletRequestsPerHour: 60,
  minEyeDistancePx: null,
  registration: 'invitation',
  registrationRole: 'auditor',
  dumpDays: 7,
  pictureDays: null,
  unseenDays: null,
  withdrawnDays: null,
  plannedRetention: null,
  onWithdrawal: 'revoke',
  importLimitMib: 2048,
  eventLongestDays: 90,
  eventRetentionHours: 24,
  accessLogDays: 180,
  terminalStalenessHours: 72,
  revocationAlarmMinutes: 15,
}

/** Those of the settings that say what is deleted when. */
export const retentionRulesSchema = z.strictObject(retentionRules)

/** Some of the settings, as an owner changes them. Anything unknown is refused. */
export const settingsChangeSchema = schema.omit({ plannedRetention: true }).partial()

/** @throws ZodError when a row holds what no version of Limen wrote: better to stop than to decide by a wrong number */
export function readSettings(stored: Record<string, unknown>): Settings {
  return schema.parse({ ...defaultSettings, ...stored })
}
