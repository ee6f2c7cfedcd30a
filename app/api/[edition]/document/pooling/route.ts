/** The `pooling` mode of Validate Document (10): what was read of a document whose reading was begun, or that it is not ready. */
import { documentReadingOf } from '@/domain/documents/later'
import { validationAnswers } from '../../_legacy/document'
import { showValidation } from '../../_legacy/document-answer'
import { Refusal } from '../../_legacy/envelope'
import { text } from '../../_legacy/fields'
import { legacy, operation } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: operation({
    summary: 'Validate Document, begun with `pooling`: asked again until it is ready, for ten minutes.',
    since: '1.1',
    refuses: ['PROCESS_MISSING', 'PROCESS_NOT_EXISTS', 'NO_FILES_OR_INVALID_FORMATS'],
    answers: validationAnswers,
    engine: 'document',
    fields: {
      process: text(64).describe('As `PROCESSING` named it.'),
      processId: text(256).describe("The caller's own name of the process: taken, and changes nothing."),
    },
    async answer({ context, fields: { process } }) {
      if (!process) throw new Refusal('PROCESS_MISSING')
      const reading = await documentReadingOf(context, { processId: process })
      switch (reading.state) {
        case 'processing':
          return { code: 'PROCESSING', fields: { process } }
        case 'done':
          return showValidation(reading.validation)
        case 'failed': {
          const { code, message } = reading.reason
          if (code === 'picture_refused') throw new Refusal('NO_FILES_OR_INVALID_FORMATS')
          // A 500 would ask for the same call again, which answers the same for ever.
          return { code: 'DOCUMENT_VALIDATION_FAILED', fields: { reason: message } }
        }
      }
    },
  }),
})
