/** Verify document photo (base64) (8.4): as 8.3, with pictures as text. */
import { comparison } from '../../_legacy/selfie'
import { legacy } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: comparison({ summary: 'Verify document photo (base64): the same, with pictures as text.', base64: true }),
})
