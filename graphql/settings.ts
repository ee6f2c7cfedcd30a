/** What a tenant may set. What is deleted when is in retention.ts, who may come in by invitation only. */
import { getTenant, updateOwnTenant } from '@/domain/tenants'
import type { Settings as SettingsShape } from '@/domain/settings'
import { builder } from './builder'
import { enumOf } from './enums'
import { FreshSignInRequired } from './errors'
import { given, mutation } from './mutation'

const Duplicates = enumOf('Duplicates', ['refuse', 'flag', 'off'], {
  values: {
    refuse: "A face that looks like another user's is refused.",
    flag: 'It is enrolled, and the pair put up for review.',
    off: 'Nobody looks.',
  },
})

const Settings = builder.objectRef<SettingsShape>('Settings').implement({
  fields: (t) => ({
    duplicates: t.expose('duplicates', { type: Duplicates }),
    faceEngine: t.exposeBoolean('faceEngine', { description: 'Face recognition may be used at all.' }),
    documentEngine: t.exposeBoolean('documentEngine', { description: 'Identity documents may be read at all.' }),
    voiceEngine: t.exposeBoolean('voiceEngine', { description: 'Voice recognition may be used at all.' }),
    voiceLanguages: t.exposeStringList('voiceLanguages', { description: 'In which people may be asked to speak.' }),
    voiceLanguage: t.exposeString('voiceLanguage', {
      description: 'In which they are, unless somebody says otherwise.',
    }),
    voiceFmr: t.exposeFloat('voiceFmr', {
      description: "False match rate at which two voices are held to be one person's.",
    }),
    documentDays: t.exposeInt('documentDays', {
      description: 'How long a document is kept whose owner agrees to that; 0: none ever is.',
    }),
    keepSamples: t.exposeBoolean('keepSamples', { description: 'Captured pictures are kept, sealed, until erasure.' }),
    emotions: t.exposeBoolean('emotions', {
      description: 'Emotions are estimated when face properties are asked for.',
    }),
    verifyFmr: t.exposeFloat('verifyFmr', {
      description: "False match rate at which two faces are held to be one person's.",
    }),
    searchFpir: t.exposeFloat('searchFpir', { description: 'Share of searches of strangers that may name somebody.' }),
    liveness: t.exposeBoolean('liveness', { description: 'Face calls need a passed liveness check.' }),
    auditorsSeePictures: t.exposeBoolean('auditorsSeePictures'),
    walletOpen: t.exposeBoolean('walletOpen', { description: 'Wallets may ask for credentials without a key.' }),
    walletIssuer: t.exposeString('walletIssuer'),
    walletValidityDays: t.exposeInt('walletValidityDays'),
    walletRequestsPerHour: t.exposeInt('walletRequestsPerHour', { description: 'From one network address.' }),
    qrCredentialDays: t.exposeInt('qrCredentialDays', { description: 'How long a QR credential is good at most.' }),
    doorMovements: t.exposeInt('doorMovements', {
      description:
        'How many movements a terminal in a browser asks for before it lets somebody in by their face, 0 to 2.',
    }),
    minEyeDistancePx: t.exposeFloat('minEyeDistancePx', { nullable: true, description: "Null leaves the profile's." }),
    dumpDays: t.exposeInt('dumpDays', { description: 'How long a dump can be downloaded.' }),
    eventLongestDays: t.exposeInt('eventLongestDays', { description: 'The longest event.' }),
    eventRetentionHours: t.exposeInt('eventRetentionHours', {
      nullable: true,
      description: 'How long after its end an event keeps its collection; null: until somebody deletes it.',
    }),
    accessLogDays: t.exposeInt('accessLogDays', { description: 'How long the access log is kept.' }),
    terminalStalenessHours: t.exposeInt('terminalStalenessHours', {
      description: 'A terminal without a connection lets members in for so long.',
    }),
    revocationAlarmMinutes: t.exposeInt('revocationAlarmMinutes', {
      description: 'After so long a revocation that no terminal acknowledged is overdue.',
    }),
    importLimitMib: t.exposeInt('importLimitMib', { description: 'Set by the operator.' }),
  }),
})

builder.queryField('settings', (t) =>
  t.field({
    type: Settings,
    resolve: async (_root, _args, context) => (await getTenant(context)).settings,
  }),
)

const SettingsInput = builder.inputType('SettingsInput', {
  description: 'Only what is named is changed.',
  fields: (t) => ({
    duplicates: t.field({ type: Duplicates }),
    faceEngine: t.boolean(),
    documentEngine: t.boolean(),
    voiceEngine: t.boolean(),
    voiceLanguages: t.stringList(),
    voiceLanguage: t.string(),
    voiceFmr: t.float(),
    documentDays: t.int(),
    keepSamples: t.boolean(),
    emotions: t.boolean(),
    verifyFmr: t.float(),
    searchFpir: t.float(),
    liveness: t.boolean(),
    auditorsSeePictures: t.boolean(),
    walletOpen: t.boolean(),
    walletIssuer: t.string(),
    walletValidityDays: t.int(),
    walletRequestsPerHour: t.int(),
    qrCredentialDays: t.int(),
    doorMovements: t.int(),
    minEyeDistancePx: t.float(),
    dumpDays: t.int(),
    eventLongestDays: t.int(),
    eventRetentionHours: t.int(),
    accessLogDays: t.int(),
    terminalStalenessHours: t.int(),
    revocationAlarmMinutes: t.int(),
  }),
})

/** Null takes a limit away; for all others it stands for not given. */
const mayBeNull = ['minEyeDistancePx', 'eventRetentionHours']

const SettingsPayload = builder.objectRef<{ tenantName: string }>('SettingsPayload').implement({
  fields: (t) => ({
    tenantName: t.exposeString('tenantName'),
    settings: t.field({
      type: Settings,
      resolve: async (_payload, _args, context) => (await getTenant(context)).settings,
    }),
  }),
})

mutation('updateSettings', {
  description: "For owners. Changes what is named of the tenant's name and settings.",
  input: (t) => ({ name: t.string(), settings: t.field({ type: SettingsInput }) }),
  payload: SettingsPayload,
  errors: [FreshSignInRequired],
  run: async (context, { name, settings }) => {
    const named = Object.entries(settings ?? {}).filter(([key, value]) => value !== null || mayBeNull.includes(key))
    const { tenant } = await updateOwnTenant(context, {
      name: given(name),
      settings: Object.fromEntries(named) as Partial<SettingsShape>,
    })
    return { tenantName: tenant.name }
  },
})

const TenantPayload = builder.objectRef<{ name: string }>('TenantPayload').implement({
  fields: (t) => ({ name: t.exposeString('name') }),
})

mutation('renameTenant', {
  description: 'For owners: what the organisation is called.',
  input: (t) => ({ name: t.string({ required: true }) }),
  payload: TenantPayload,
  errors: [FreshSignInRequired],
  run: async (context, { name }) => ({ name: (await updateOwnTenant(context, { name })).tenant.name }),
})
