/** What does this document say, and does it hold together? Nothing of it is kept unless the caller asks for ten minutes. */
import { z } from 'zod'
import { writeAudit } from '../audit'
import type { Context } from '../context'
import { parse } from '../parse'
import { assertRoom, insertReading, removeSealed, sealReading } from './held'
import { auditDetail, documentInputSchema, readDocument, type DocumentValidation } from './read'
import { documentSettings } from './setting'

const schema = documentInputSchema.extend({
  /** Keeps what was read, sealed, so that the caller can go on with it by its reference: held.ts. */
  hold: z.boolean().default(false),
})

/** @throws AppError `not_found` (document_engine), `picture_refused`, `busy` */
export async function validateDocument(context: Context, input: z.input<typeof schema>): Promise<DocumentValidation> {
  const { hold, ...call } = parse(schema, input)
  const { tenantId } = await documentSettings(context, 'documents:read')
  if (hold) await assertRoom(context.db, context, tenantId)
  const validation = await readDocument(context, call)
  const held = hold && validation.outcome === 'read' ? await sealReading(context, tenantId, validation) : null
  try {
    await context.db.transact(async (tx) => {
      await writeAudit(tx, context, {
        action: 'document.validated',
        subject: { kind: 'document', id: validation.reference },
        detail: auditDetail(validation),
      })
      if (held) await insertReading(tx, context, held)
    })
  } catch (error) {
    await removeSealed(context, held, error)
    throw error
  }
  return validation
}
