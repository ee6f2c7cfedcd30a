/** Chooses what carries mail. Packages are loaded with the first letter: most processes send none. */
import type { Mail, MailPlaces } from '../transport'
import { mailByResend } from './resend'
import { mailBySmtp } from './smtp'
import { mailToFiles } from './files'

export function openMail({ from, resend, smtpUrl, folder }: MailPlaces): Mail {
  if (resend) return mailByResend(from, resend)
  if (smtpUrl) return mailBySmtp(from, smtpUrl)
  return mailToFiles(from, folder)
}
