/** Validate Document (8.1, 8.2) in both of its forms: what they take, and what `pooling` of 1.1 leaves for later. */
import { z } from 'zod'
import type { Context } from '@/domain/context'
import { startDocumentReading } from '@/domain/documents/later'
import { validateDocument } from '@/domain/documents/validate'
import { reason } from './answers'
import { PICTURE_FORMATS } from './codes'
import { showValidation, validated } from './document-answer'
import { text, word } from './fields'
import { operation } from './legacy'

/** The server's own name of a reading: `reference` of the answer, `process` while it is not ready. */
const process = z.string()

export const validationAnswers = {
  DOCUMENT_VALIDATED_WITH_SUCCESS: validated,
  DOCUMENT_VALIDATION_FAILED: { reason },
  PROCESSING: { process },
}

export const validation = (form: { summary: string; base64?: true }) =>
  operation({
    ...form,
    refuses: ['INVALID_DOCTYPE'],
    answers: validationAnswers,
    engine: 'document',
    fields: {
      doctype: word(['idcard', 'passport'], 'INVALID_DOCTYPE').describe('`idcard` (the default) or `passport`.'),
      processId: text(256).describe(
        "The caller's own name of the process, for the bureau's log only: nothing about a person belongs in it.",
      ),
      type: word(['regular', 'pooling'], 'UNEXPECTED_FIELD').describe(
        '`regular` (the default): the answer is what was read. `pooling`: it is `PROCESSING`, and what was read is asked for at /document/pooling.',
      ),
    },
    fieldsSince: { type: '1.1' },
    pictures: ['front', 'back'],
    optional: { back: { doctype: 'passport' } },
    async answer({ context, fields: { doctype = 'idcard', type, processId }, pictures: { front, back } }) {
      const document = { front, back, expected: doctype, formats: PICTURE_FORMATS }
      if (type === 'pooling') {
        const { processId: reference } = await startDocumentReading(context, document)
        noteProcess(context, reference, processId)
        return { code: 'PROCESSING', fields: { process: reference } }
      }
      const validation = await validateDocument(context, document)
      noteProcess(context, validation.reference, processId)
      return showValidation(validation)
    },
  })

/** The caller's word for it stands beside ours in the log, where it looks like the name of a process and like nothing else. */
function noteProcess({ log }: Context, reference: string, processId: string | undefined): void {
  if (processId && /^[\w.:-]{1,64}$/.test(processId))
    log.info({ reference, processId }, 'a document was sent to be read')
}
