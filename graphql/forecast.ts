/** What would be said of a picture if it were enrolled now: for whoever stands at a camera. Nothing is stored. */
import { forecastEnrolment, guideFrame, type Guidance } from '@/domain/faces/preview'
import { builder } from './builder'
import { PictureRefused } from './errors'
import { bytesOf, Reason, words, type Words } from './face'
import { given, mutation } from './mutation'
import { User } from './user'

const Box = builder.objectRef<NonNullable<Guidance['face']>>('FaceBox').implement({
  description: "As shares of the picture's width and height.",
  fields: (t) => ({
    x: t.exposeFloat('x'),
    y: t.exposeFloat('y'),
    width: t.exposeFloat('width'),
    height: t.exposeFloat('height'),
  }),
})

const PictureGuidance = builder.objectRef<Guidance>('PictureGuidance').implement({
  fields: (t) => ({
    accepted: t.exposeBoolean('accepted'),
    refusals: t.field({ type: [Reason], resolve: ({ refusals }) => refusals.map(words) }),
    warnings: t.field({ type: [Reason], resolve: ({ warnings }) => warnings.map(words) }),
    face: t.expose('face', { type: Box, nullable: true, description: 'Null where there is none.' }),
  }),
})

builder.queryField('pictureGuidance', (t) =>
  t.field({
    type: PictureGuidance,
    description: 'Whether a frame would do. Nobody is recognised.',
    args: {
      picture: t.arg.string({ required: true, description: 'Base64.' }),
      scale: t.arg.float({ description: 'How many times larger the picture will be that is enrolled in the end.' }),
    },
    complexity: 100,
    resolve: (_root, { picture, scale }, context) =>
      guideFrame(context, { picture: bytesOf(picture, 'picture'), gate: 'legacy', scale: given(scale) }),
  }),
)

interface Forecast {
  reason: Words | null
  warnings: Words[]
  looksLike: { userId: string; confidence: number }[]
}

const Resemblance = builder.objectRef<Forecast['looksLike'][number]>('Resemblance').implement({
  fields: (t) => ({
    user: t.field({ type: User, resolve: ({ userId }) => userId }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1.' }),
  }),
})

const ForecastPayload = builder.objectRef<Forecast>('EnrolmentForecastPayload').implement({
  fields: (t) => ({
    reason: t.expose('reason', {
      type: Reason,
      nullable: true,
      description: 'Why it would be refused; null: it fits.',
    }),
    warnings: t.expose('warnings', { type: [Reason] }),
    looksLike: t.expose('looksLike', {
      type: [Resemblance],
      description: 'Whom the face resembles; each of them has a line about it in the audit trail.',
    }),
  }),
})

mutation('forecastEnrolment', {
  description:
    'What an enrolment of this picture would meet. A mutation, because whoever it names has a line about it.',
  input: (t) => ({ picture: t.string({ required: true }) }),
  payload: ForecastPayload,
  errors: [PictureRefused],
  run: async (context, { picture }): Promise<Forecast> => {
    const found = await forecastEnrolment(context, { picture: bytesOf(picture, 'picture'), gate: 'legacy' })
    if (found.outcome === 'refused') {
      return { reason: words(found.reason), warnings: [], looksLike: [] }
    }
    return {
      reason: null,
      warnings: found.warnings.map(words),
      looksLike: found.looksLike.map(({ user, confidence }) => ({ userId: user.id, confidence })),
    }
  },
})
