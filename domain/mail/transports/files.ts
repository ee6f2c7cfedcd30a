/** Letters as files, for a bureau that has neither Resend nor an SMTP server: the operator opens them, or hands them on. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mail } from '../transport'
import { asParts } from './parts'

export function mailToFiles(from: string, folder: string): Mail {
  return {
    kind: 'files',
    place: `files in ${folder}`,
    from,
    async deliver({ to, subject, html, text, attachments = [] }) {
      const { createTransport } = await import('nodemailer')
      const compose = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
      const headers = { 'Auto-Submitted': 'auto-generated' }
      // Written as it is: broken into short lines, as letters travel, a link could not be copied from the file.
      const alternatives = [
        { raw: `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}` },
        { contentType: 'text/html; charset=utf-8', content: html },
      ]
      const { message } = await compose.sendMail({
        from,
        to,
        subject,
        alternatives,
        headers,
        attachments: asParts(attachments),
      })
      // Links in letters let people in: for the user that runs Limen only.
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const time = new Date().toISOString().replaceAll(':', '-')
      const file = join(folder, `${time}-${randomBytes(4).toString('hex')}.eml`)
      await writeFile(file, message as Buffer, { mode: 0o600, flag: 'wx' })
      return file
    },
  }
}
