/** Validate Document (8.1): what both sides of a document say, and whether that holds together. Pictures come as files. */
import { validation } from '../../_legacy/document'
import { legacy } from '../../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({
  POST: validation({ summary: 'Validate Document: what a document says, and whether that holds together.' }),
})
