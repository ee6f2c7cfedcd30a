/** What admins are told when something that they sign in with was changed, so that a stranger who did it is found out. */
import type { FactorNotice } from './messages'
import type { Words } from './words'

const stillYours =
  'If you cannot sign in any more, choose a new password with “Forgot password?”; an owner of the bureau can take unknown second factors from your account.'

/** @param hasFactor whether the password is not enough now, whatever it was at the time of the change */
export function factorWords(
  notice: FactorNotice,
  { publicUrl, hasFactor }: { publicUrl: string; hasFactor: boolean },
): Words {
  const account = { label: 'Open your account', url: `${publicUrl}/account` }
  const standing = hasFactor
    ? 'Your account still has a second factor: the password alone signs nobody in.'
    : 'The password alone protects your account now. Please set up another second factor.'
  switch (notice) {
    case 'password_changed':
      return {
        subject: 'Your password was changed',
        preview: 'Every other session was ended.',
        heading: 'Your password was changed',
        paragraphs: [
          'The password of your account has just been changed, and every other session was ended.',
          'If it was not you, choose a new password at once and tell an owner of the bureau.',
        ],
        button: { label: 'Choose a new password', url: `${publicUrl}/forgot` },
        remarks: [],
      }
    case 'authenticator_added':
      return {
        subject: 'An app for codes was added to your account',
        preview: 'If it was not you, remove it now.',
        heading: 'An app for codes was added',
        paragraphs: [
          'An app that shows codes has just been set up for your account. The password alone signs nobody in from now on.',
          notYou('remove the app'),
        ],
        button: account,
        remarks: [stillYours],
      }
    case 'authenticator_removed':
      return {
        subject: 'The app for codes was removed from your account',
        preview: 'If it was not you, set it up anew now.',
        heading: 'The app for codes was removed',
        paragraphs: [
          `The app that shows codes has just been removed from your account. ${standing}`,
          notYou('set up the app anew'),
        ],
        button: account,
        remarks: [stillYours],
      }
    case 'passkey_added':
      return {
        subject: 'A passkey was added to your account',
        preview: 'If it was not you, remove it now.',
        heading: 'A passkey was added',
        paragraphs: [
          'A passkey has just been added to your account. Whoever holds it signs in without your password, also after that is changed.',
          notYou('remove the passkey'),
        ],
        button: account,
        remarks: [stillYours],
      }
    case 'passkey_removed':
      return {
        subject: 'A passkey was removed from your account',
        preview: 'If it was not you, change your password now.',
        heading: 'A passkey was removed',
        paragraphs: [
          `A passkey has just been removed from your account and opens nothing any more. ${standing}`,
          notYou('add your passkey anew'),
        ],
        button: account,
        remarks: [stillYours],
      }
    case 'recovery_codes_made':
      return {
        subject: 'Your recovery codes were made anew',
        preview: 'The earlier ones are void.',
        heading: 'Your recovery codes were made anew',
        paragraphs: [
          'New recovery codes have just been made for your account. The earlier ones are void: please throw them away.',
          notYou('make new codes once more'),
        ],
        button: account,
        remarks: [stillYours],
      }
    case 'factors_removed':
      return {
        subject: 'Your second factors were removed',
        preview: 'Your account is protected by its password alone.',
        heading: 'Your second factors were removed',
        paragraphs: [
          'An owner of the bureau, or whoever runs it, has just removed every second factor of your account and ended your sessions.',
          `${standing} If you did not ask for this, tell an owner of the bureau.`,
        ],
        button: account,
        remarks: [],
      }
  }
}

/** Changing the password ends whatever session the stranger sits in. */
function notYou(undo: string): string {
  return `If it was not you, sign in at once, ${undo} and change your password, which ends every other session. Then tell an owner of the bureau.`
}
