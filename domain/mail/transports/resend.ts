/** Mail through Resend's API. */
import { MailRefused, type Mail } from '../transport'

const timeoutMs = 20_000
const defaultUrl = 'https://api.resend.com'

/** Faults of ours that no second try mends. The rest (rate, outage, a daily limit) passes. */
const lasting = new Set([400, 401, 403, 404, 405, 422])

export function mailByResend(from: string, { apiKey, baseUrl }: { apiKey: string; baseUrl?: string }): Mail {
  const url = (baseUrl ?? defaultUrl).replace(/\/+$/, '')
  return {
    kind: 'resend',
    place: `Resend at ${new URL(url).host}`,
    from,
    async deliver({ to, subject, html, text, key, attachments = [] }) {
      const { Resend } = await import('resend')
      const { data, error } = await new Resend(apiKey, { baseUrl: url }).emails.send(
        {
          from,
          to,
          subject,
          html,
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
          attachments: attachments.map(({ name, contentType, content, cid }) => ({
            filename: name,
            contentType,
            content: content.toString('base64'),
            ...(cid !== null && { contentId: cid }),
          })),
        },
        { idempotencyKey: key, signal: AbortSignal.timeout(timeoutMs) },
      )
      if (!error) return data.id
      const words = `Resend answered ${error.statusCode ?? 'nothing'}: ${error.message}`
      throw error.statusCode !== null && lasting.has(error.statusCode) ? new MailRefused(words) : new Error(words)
    },
  }
}
