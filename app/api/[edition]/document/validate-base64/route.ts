/** Validate Document (base64) (8.2): as 8.1, with pictures as text. */
import { validation } from '../../_legacy/document'
import { legacy } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: validation({ summary: 'Validate Document (base64): the same, with pictures as text.', base64: true }),
})
