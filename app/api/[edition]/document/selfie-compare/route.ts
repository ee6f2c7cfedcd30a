/** Verify document photo (8.3): a selfie and the `photo` of Validate Document, as files. */
import { comparison } from '../../_legacy/selfie'
import { legacy } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: comparison({ summary: 'Verify document photo: are two pictures of one person?' }),
})
