/** Mail through an SMTP server of the operator's. */
import { createHash } from 'node:crypto'
import { MailRefused, type Mail } from '../transport'
import { asParts } from './parts'

const timeoutMs = 20_000

export function mailBySmtp(from: string, url: string): Mail {
  const { host } = new URL(url)
  const domain = /@([^@>]+)>?$/.exec(from)?.[1] ?? 'limen.invalid'
  return {
    kind: 'smtp',
    place: `SMTP server ${host}`,
    from,
    async deliver({ to, subject, html, text, key, attachments = [] }) {
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({
        url,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        // Letters are ours from end to end: nothing in one makes this process read a file or an address.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      // Mail programs show two letters with one id once.
      const messageId = `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`
      const headers = { 'Auto-Submitted': 'auto-generated' }
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          html,
          text,
          messageId,
          headers,
          attachments: asParts(attachments),
        })
        return messageId
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error)
        const code = (error as { responseCode?: number }).responseCode ?? 0
        // 5xx: the server has decided. A wrong password too, until somebody changes the configuration.
        throw code >= 500 ? new MailRefused(words, { cause: error }) : error
      } finally {
        transport.close()
      }
    },
  }
}
