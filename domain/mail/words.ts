/** What each mail says. How it looks is templates/letter.tsx. Nothing in a mail to an unproved address was typed by a stranger. */
import type { Link } from '../links'
import { factorWords } from './factor-words'
import type { Notice } from './messages'

/** A mail before it has a look. */
export interface Words {
  subject: string
  /** Shown beside the subject in lists of mail. */
  preview: string
  heading: string
  paragraphs: string[]
  button?: { label: string; url: string }
  /** An attachment that is shown above the remarks. */
  picture?: { cid: string; alt: string; sizePx: number }
  /** Smaller, below the button. */
  remarks: string[]
}

const ignoreIt = 'If you did not expect this mail, you can ignore it: nothing happens without the link.'

export function linkWords(
  link: Pick<Link, 'kind' | 'role'>,
  url: string,
  of: { tenant: string; madeBy?: string },
): Words {
  switch (link.kind) {
    case 'invite':
      return {
        subject: `Your invitation to ${of.tenant}`,
        preview: 'Choose a name and a password to join.',
        heading: `Join ${of.tenant}`,
        paragraphs: [
          `${of.madeBy ?? 'The operator of the bureau'} invites you to the biometric bureau of ${of.tenant} as ${roleWords[link.role ?? 'auditor']}.`,
          'Open the page, tell your name and choose a password.',
        ],
        button: { label: 'Accept the invitation', url },
        remarks: ['The link works once, for 7 days.', ignoreIt],
      }
    case 'confirm':
      return {
        subject: 'Confirm your e-mail address',
        preview: 'One step is left before your account.',
        heading: 'Is this your address?',
        paragraphs: [
          `Somebody registered with this address at the biometric bureau of ${of.tenant}.`,
          'If it was you, open the page and type the password that you chose.',
        ],
        button: { label: 'Confirm the address', url },
        remarks: ['The link works once, for 24 hours.', ignoreIt],
      }
    case 'reset':
      return {
        subject: 'Choose a new password',
        preview: 'The link works once, for 30 minutes.',
        heading: 'Choose a new password',
        paragraphs: [
          `Somebody asked for a new password for your account at the biometric bureau of ${of.tenant}.`,
          'If it was you, open the page and choose one. You are then signed out everywhere; a second factor stays as it is.',
        ],
        button: { label: 'Choose a new password', url },
        remarks: ['The link works once, for 30 minutes.', `${ignoreIt} Your password stays as it is.`],
      }
  }
}

export function noticeWords(
  notice: Notice,
  { publicUrl, role, hasFactor }: { publicUrl: string; role: keyof typeof roleWords; hasFactor: boolean },
): Words {
  const signIn = { label: 'Sign in', url: publicUrl }
  const forgotten = { label: 'Choose a new password', url: `${publicUrl}/forgot` }
  switch (notice) {
    case 'address_taken':
      return {
        subject: 'You have an account already',
        preview: 'Somebody tried to register with your address.',
        heading: 'You have an account already',
        paragraphs: [
          'Somebody tried to register with this address. It has an account, so nothing was changed.',
          'If it was you, sign in, or choose a new password if you forgot the old one.',
        ],
        button: forgotten,
        remarks: ['If it was not you, there is nothing to do.'],
      }
    case 'approved':
      return {
        subject: 'Your registration was approved',
        preview: 'You can sign in now.',
        heading: 'Welcome',
        paragraphs: [`An owner approved your registration. You are ${roleWords[role]} and can sign in now.`],
        button: signIn,
        remarks: [],
      }
    case 'password_changed':
    case 'authenticator_added':
    case 'authenticator_removed':
    case 'passkey_added':
    case 'passkey_removed':
    case 'recovery_codes_made':
    case 'factors_removed':
      return factorWords(notice, { publicUrl, hasFactor })
    case 'role_changed':
      return {
        subject: 'Your role was changed',
        preview: `You are ${roleWords[role]} now.`,
        heading: 'Your role was changed',
        paragraphs: [`An owner changed your role: you are ${roleWords[role]} now. Please sign in again.`],
        button: signIn,
        remarks: [],
      }
    case 'suspended':
      return {
        subject: 'Your account was suspended',
        preview: 'You cannot sign in for now.',
        heading: 'Your account was suspended',
        paragraphs: ['An owner suspended your account: you are signed out and cannot sign in for now.'],
        remarks: ['Please ask an owner of the bureau if you do not know why.'],
      }
    case 'test':
      return {
        subject: 'A test mail of your bureau',
        preview: 'Mail works.',
        heading: 'Mail works',
        paragraphs: [
          'You asked for this mail on the settings page. Invitations and new passwords will arrive like it.',
        ],
        remarks: [],
      }
  }
}

export function approvalWords(email: string, publicUrl: string): Words {
  return {
    subject: 'Somebody waits for your approval',
    preview: 'A registration was confirmed.',
    heading: 'Somebody waits for your approval',
    paragraphs: [
      `${email} registered and confirmed this address. As an owner you decide whether they may join, and as what.`,
    ],
    button: { label: 'Look at the registration', url: `${publicUrl}/admins` },
    remarks: ['Every owner gets this mail.'],
  }
}

/** @param host without the path, which may hold what only the receiver should know */
export function webhookWords(host: string, failingSince: Date | null, publicUrl: string): Words {
  const since = failingSince ? ` since ${failingSince.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''
  return {
    subject: 'A webhook was turned off',
    preview: `${host} has not answered for days.`,
    heading: 'A webhook was turned off',
    paragraphs: [
      `No message of your bureau to ${host} got through${since}, so it was turned off: your own system is not told of accesses there any more.`,
      'Once it answers again, turn the webhook on and have it sent what it missed. What waited is sent by itself.',
    ],
    button: { label: 'Look at the webhooks', url: `${publicUrl}/webhooks` },
    remarks: ['Every owner gets this mail.'],
  }
}

export const roleWords = { owner: 'an owner', admin: 'an admin', auditor: 'an auditor' } as const
