/** What an enrolment takes, alone (4.1) or with a membership (4.6). */
import { z } from 'zod'
import { defaultAcsIdSchema } from '@/domain/acs-ids'
import { Refusal } from './answer'
import { pictureOf, selfie, text, time } from './fields'

export const enrolmentFields = {
  acs_id: text(256),
  acs_id_schema: z.string().max(64).default(defaultAcsIdSchema),
  portrayal_type: z.string().max(64).default('selfie'),
  selfie,
  deliver_by_email: z.boolean().default(false),
  email: z.email().max(254).optional(),
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$/)
    .optional(),
  /** The version of the published text to which the person agreed; nothing is written down without it. */
  consent: z
    .object({ text_version: z.union([z.number().int(), z.string().regex(/^\d{1,9}$/)]), accepted_at: time.optional() })
    .optional(),
}

type Body = z.output<z.ZodObject<typeof enrolmentFields>>

/** As the domain takes it. @throws Refusal `email_missing` */
export function enrolmentOf(body: Body) {
  if (body.deliver_by_email && body.email === undefined) {
    throw new Refusal('email_missing', 'A delivery by e-mail needs an address.')
  }
  return {
    acsId: body.acs_id,
    acsIdSchema: body.acs_id_schema,
    portrayalType: body.portrayal_type,
    picture: pictureOf(body.selfie),
    consentVersion: body.consent === undefined ? undefined : Number(body.consent.text_version),
    language: body.locale,
    deliverTo: body.deliver_by_email ? body.email : undefined,
  }
}
