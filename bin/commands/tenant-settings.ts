/** A tenant's settings as options of the command line, and back as lines for people. What they may be is in domain/settings.ts. */
import type { Settings } from '@/domain/settings'
import { languageCodes } from '@/domain/voice/languages'
import { UsageError, type Call } from './command'

interface Option {
  name: string
  setting: keyof Settings
  /** What follows the name, for help. */
  takes: string
  says: string
  /** @throws UsageError */
  read(text: string, name: string): unknown
}

const onOff = (text: string, name: string): boolean => {
  if (text !== 'on' && text !== 'off') throw new UsageError(`--${name} takes on or off.`)
  return text === 'on'
}

const number = (text: string, name: string): number => {
  if (!/^\d+(\.\d+)?(e-?\d+)?$/i.test(text)) throw new UsageError(`--${name} takes a number.`)
  return Number(text)
}

const numberOrNone = (text: string, name: string) => (text === 'none' ? null : number(text, name))

const options: Option[] = [
  {
    name: 'duplicates',
    setting: 'duplicates',
    takes: 'refuse|flag|off',
    says: 'a face like another user’s: do not enrol it, enrol it and write the pair down, or do not look',
    read: (text) => text,
  },
  {
    name: 'faces',
    setting: 'faceEngine',
    takes: 'on|off',
    says: 'face recognition may be used at all',
    read: onOff,
  },
  {
    name: 'documents',
    setting: 'documentEngine',
    takes: 'on|off',
    says: 'identity documents may be read at all',
    read: onOff,
  },
  {
    name: 'document-days',
    setting: 'documentDays',
    takes: 'DAYS',
    says: 'how long a document is kept whose owner agrees to that, 1 to 3650; 0: none ever is',
    read: number,
  },
  {
    name: 'voices',
    setting: 'voiceEngine',
    takes: 'on|off',
    says: 'voice recognition may be used at all',
    read: onOff,
  },
  {
    name: 'voice-languages',
    setting: 'voiceLanguages',
    takes: 'CODE,…',
    says: `in which languages people may be asked to speak: some of ${languageCodes.join(', ')}`,
    read: (text) => text.split(','),
  },
  {
    name: 'voice-language',
    setting: 'voiceLanguage',
    takes: 'CODE',
    says: 'in which of them unless a call names another one',
    read: (text) => text,
  },
  {
    name: 'voice-fmr',
    setting: 'voiceFmr',
    takes: 'RATE',
    says: 'false match rate at which a voice is verified, 0.000001 to 0.1; smaller is stricter',
    read: number,
  },
  {
    name: 'keep-pictures',
    setting: 'keepSamples',
    takes: 'on|off',
    says: 'keep enrolled pictures and recordings, sealed; off: from now on only templates',
    read: onOff,
  },
  {
    name: 'auditors-see-pictures',
    setting: 'auditorsSeePictures',
    takes: 'on|off',
    says: 'auditors may look at people’s pictures; each look is written down',
    read: onOff,
  },
  {
    name: 'emotions',
    setting: 'emotions',
    takes: 'on|off',
    says: 'guess emotions when face properties are asked for',
    read: onOff,
  },
  {
    name: 'liveness',
    setting: 'liveness',
    takes: 'on|off',
    says: 'ask edition 1.1 for a passed check; none can be issued yet, so on refuses its face calls',
    read: onOff,
  },
  {
    name: 'verify-fmr',
    setting: 'verifyFmr',
    takes: 'RATE',
    says: 'false match rate at which a face is verified, 0.000001 to 0.1; smaller is stricter',
    read: number,
  },
  {
    name: 'search-fpir',
    setting: 'searchFpir',
    takes: 'RATE',
    says: 'share of searches for strangers that may name somebody, 0.000001 to 0.1',
    read: number,
  },
  {
    name: 'min-eye-distance',
    setting: 'minEyeDistancePx',
    takes: 'PX|none',
    says: 'pixels between the eyes, 10 to 400; none: what each API asks for itself',
    read: (text, name) => (text === 'none' ? null : number(text, name)),
  },
  {
    name: 'registration',
    setting: 'registration',
    takes: 'invitation|approval|open',
    says: 'who may register in the portal (main only): the invited, the approved, or everybody with an address',
    read: (text) => text,
  },
  {
    name: 'registration-role',
    setting: 'registrationRole',
    takes: 'auditor|admin',
    says: 'what who registers without invitation becomes',
    read: (text) => text,
  },
  {
    name: 'wallet',
    setting: 'walletOpen',
    takes: 'on|off',
    says: 'wallets may ask for credentials without a key, at /t/SLUG/v1 (main: /v1)',
    read: onOff,
  },
  {
    name: 'wallet-issuer',
    setting: 'walletIssuer',
    takes: 'NAME',
    says: 'how the bureau calls itself in credentials',
    read: (text) => text,
  },
  {
    name: 'wallet-validity',
    setting: 'walletValidityDays',
    takes: 'DAYS',
    says: 'how long a credential is good, 1 to 3650 days',
    read: number,
  },
  {
    name: 'wallet-requests',
    setting: 'walletRequestsPerHour',
    takes: 'N',
    says: 'requests for a credential that one network may make in an hour, 1 to 10000',
    read: number,
  },
  {
    name: 'dump-days',
    setting: 'dumpDays',
    takes: 'DAYS',
    says: 'how long a dump can be downloaded before its file and key are destroyed, 1 to 90',
    read: number,
  },
  {
    name: 'picture-days',
    setting: 'pictureDays',
    takes: 'N|none',
    says: 'days after which a picture is deleted, its template stays; a smaller number holds a day later',
    read: numberOrNone,
  },
  {
    name: 'unseen-days',
    setting: 'unseenDays',
    takes: 'N|none',
    says: 'days after which a user whom nobody has seen is erased; a smaller number holds a day later',
    read: numberOrNone,
  },
  {
    name: 'withdrawn-days',
    setting: 'withdrawnDays',
    takes: 'N|none',
    says: 'days after which a user who withdrew consent is erased; a smaller number holds a day later',
    read: numberOrNone,
  },
  {
    name: 'on-withdrawal',
    setting: 'onWithdrawal',
    takes: 'revoke|nothing',
    says: 'when consent is withdrawn: end recognition at once, or do nothing',
    read: (text) => text,
  },
  {
    name: 'terminal-staleness',
    setting: 'terminalStalenessHours',
    takes: 'HOURS',
    says: 'how long a terminal without a connection lets members in, 1 to 8760',
    read: number,
  },
  {
    name: 'revocation-alarm',
    setting: 'revocationAlarmMinutes',
    takes: 'MINUTES',
    says: 'after which a revocation that a terminal has not acknowledged is overdue, 1 to 10080',
    read: number,
  },
  {
    name: 'door-movements',
    setting: 'doorMovements',
    takes: '0|1|2',
    says: 'how many movements a terminal in a browser asks for before a face lets somebody in; 0: a picture opens',
    read: number,
  },
  {
    name: 'qr-days',
    setting: 'qrCredentialDays',
    takes: 'DAYS',
    says: 'for which a QR credential is good at most, 1 to 365',
    read: number,
  },
  {
    name: 'event-longest',
    setting: 'eventLongestDays',
    takes: 'DAYS',
    says: 'the longest event, 1 to 3650',
    read: number,
  },
  {
    name: 'event-retention',
    setting: 'eventRetentionHours',
    takes: 'HOURS|none',
    says: 'how long after its end an event keeps its faces at terminals; none: until somebody deletes it',
    read: numberOrNone,
  },
  {
    name: 'access-log-days',
    setting: 'accessLogDays',
    takes: 'DAYS',
    says: 'how long the access log is kept, 1 to 3650',
    read: number,
  },
  {
    name: 'import-limit',
    setting: 'importLimitMib',
    takes: 'MIB',
    says: 'largest archive of pictures that may be imported, in MiB',
    read: number,
  },
]

export const settingOptions = Object.fromEntries(options.map(({ name }) => [name, { type: 'string' as const }]))

const width = Math.max(...options.map(({ name, takes }) => name.length + takes.length))

export const settingHelp = options.map(({ name, takes, says }) => `--${name} ${takes}`.padEnd(width + 3) + `  ${says}`)

/** Only those that were named. @throws UsageError */
export function readSettingOptions(values: Call['values']): Partial<Settings> {
  const given = options.filter(({ name }) => values[name] !== undefined)
  return Object.fromEntries(given.map(({ name, setting, read }) => [setting, read(String(values[name]), name)]))
}

/** The option that a field of a refused input was given by, e.g. `settings.verifyFmr`: `--verify-fmr`. */
export function optionOfField(field: string): string {
  const option = options.find(({ setting }) => field === `settings.${setting}`)
  return option ? `--${option.name}` : field
}

export function settingFacts(settings: Settings): [name: string, value: string][] {
  type Shown = string | number | boolean | null
  const words = (value: Shown) =>
    value === null ? 'none' : typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
  const shown = options.map(({ name, setting }): [string, string] => [name, words(settings[setting] as Shown)])
  const { plannedRetention } = settings
  if (!plannedRetention) return shown
  const planned = options
    .filter(({ setting }) => setting in plannedRetention)
    .map(({ name, setting }) => `${name} ${words(plannedRetention[setting as keyof typeof plannedRetention] as Shown)}`)
  return [...shown, ['planned', `${planned.join(', ')} from ${plannedRetention.from.slice(0, 16).replace('T', ' ')}Z`]]
}
