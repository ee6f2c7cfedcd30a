/** Attachments as nodemailer takes them. */
import type { Attachment } from '../transport'

export function asParts(attachments: readonly Attachment[]) {
  return attachments.map(({ name, contentType, content, cid }) => ({
    filename: name,
    contentType,
    content,
    ...(cid !== null && { cid, contentDisposition: 'inline' as const }),
  }))
}
