/** Voices of users: what is enrolled and kept of them, and the conversation that is open. What is done to them is in voice-mutations.ts. */
import { dialoguesOfUsers, type Dialogue } from '@/domain/voice/dialogues'
import { recordingsOfUsers, voicesOfUsers, type EnrolledVoice, type Recording } from '@/domain/voice/listen'
import { listLanguages, type OfferedLanguage } from '@/domain/voice/setting'
import { operations } from '@/domain/voice/state'
import { builder } from './builder'
import { enumOf } from './enums'
import { Figure, figuresOf, LookPurpose, User } from './user'

export const VoiceOperation = enumOf('VoiceOperation', operations, {
  values: {
    enrol: 'Three recordings make a voice, or take the place of the one that is enrolled in that language.',
    verify: 'Is this the person who enrolled?',
    adapt: 'A newer recording takes the place of the enrolled ones, if it is of the same person.',
  },
})

/** As a mutation's answer is kept for repeats, a time is text again. */
export type ShownDialogue = Omit<Dialogue, 'expiresAt'> & { expiresAt: Date | string }

export const VoiceDialogue = builder.objectRef<ShownDialogue>('VoiceDialogue').implement({
  description:
    'A conversation in which a person speaks prompts. At most one a user is open, until ten minutes after its last call.',
  fields: (t) => ({
    dialogueId: t.exposeString('id'),
    operation: t.expose('operation', { type: VoiceOperation }),
    language: t.exposeString('language'),
    prompt: t.exposeString('promptCode', { description: 'Digits to be spoken one by one.' }),
    promptText: t.exposeString('promptCodeText', { description: 'The same in words of the language.' }),
    accepted: t.exposeInt('accepted', { description: 'Recordings that count.' }),
    needed: t.exposeInt('needed', { description: 'Recordings that are needed in all.' }),
    rejectedInARow: t.exposeInt('rejectedInARow', { description: 'The third ends the conversation.' }),
    attempt: t.exposeInt('attempt', { description: 'Recordings that were judged so far.' }),
    expiresAt: t.field({ type: 'DateTime', resolve: ({ expiresAt }) => new Date(expiresAt) }),
  }),
})

const VoiceEnrolment = builder.objectRef<EnrolledVoice>('VoiceEnrolment').implement({
  description: 'A voice, as it is enrolled in one language.',
  fields: (t) => ({
    language: t.exposeString('language'),
    languageName: t.exposeString('languageName', { description: 'In the language itself.' }),
    enrolledAt: t.expose('enrolledAt', { type: 'DateTime' }),
    templateCount: t.exposeInt('templates'),
    model: t.exposeString('model', { description: '`name@version`; templates of two models are never compared.' }),
    isCurrent: t.exposeBoolean('isCurrent', { description: 'Of the engine that runs now, so that it is compared.' }),
  }),
})

const Kept = builder.objectRef<Recording>('Recording').implement({
  description: 'A kept recording: what is known of it, not the recording itself.',
  fields: (t) => ({
    recordingId: t.exposeString('id'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    language: t.exposeString('language'),
    contentType: t.exposeString('contentType'),
    byteCount: t.exposeFloat('byteCount'),
    quality: t.field({ type: [Figure], resolve: ({ quality }) => figuresOf(quality) }),
    severalSpeakers: t.boolean({
      description: 'More than one voice seems to be heard.',
      resolve: ({ quality }) => quality?.severalSpeakers === true,
    }),
    model: t.exposeString('model', { nullable: true, description: 'Of the template that was made of it.' }),
    url: t.string({
      description:
        'Where a signed-in admin finds the recording itself; each time it is opened is written down with its purpose.',
      args: { purpose: t.arg({ type: LookPurpose, required: true }) },
      resolve: ({ id, userId }, { purpose }, { publicUrl }) =>
        `${publicUrl}/users/${userId}/recordings/${id}?purpose=${purpose}`,
    }),
  }),
})

builder.objectField(User, 'voices', (t) =>
  t.loadableList({
    type: VoiceEnrolment,
    description: 'What is enrolled, one a language.',
    load: (ids: string[], context) => voicesOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

builder.objectField(User, 'recordings', (t) =>
  t.loadableList({
    type: Kept,
    description: 'Kept recordings, oldest first.',
    load: (ids: string[], context) => recordingsOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

builder.objectField(User, 'voiceDialogue', (t) =>
  t.loadable({
    type: VoiceDialogue,
    nullable: true,
    description: 'The conversation that is open; null for none.',
    load: (ids: string[], context) => dialoguesOfUsers(context, ids),
    resolve: ({ id }) => id,
  }),
)

const VoiceLanguage = builder.objectRef<OfferedLanguage>('VoiceLanguage').implement({
  fields: (t) => ({
    code: t.exposeString('code'),
    name: t.exposeString('name', { description: 'In the language itself.' }),
    isDefault: t.exposeBoolean('isDefault', { description: 'Of a conversation that begins without naming one.' }),
  }),
})

builder.queryField('voiceLanguages', (t) =>
  t.field({
    type: [VoiceLanguage],
    description: 'In which languages people may be asked to speak; an error where voice recognition is switched off.',
    resolve: (_root, _args, context) => listLanguages(context),
  }),
)
