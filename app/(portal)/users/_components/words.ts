/** What the portal calls the things that happen to users. Codes come from the domain; sentences are for people. */
import type { LookPurpose } from '@/domain/looks'
import type { UserStatus } from '@/domain/users/standing'

export const statusWords: Record<UserStatus, { label: string; tone: 'good' | 'wait' | 'bad'; meaning: string }> = {
  active: { label: 'Active', tone: 'good', meaning: 'is recognised' },
  pending: { label: 'Pending', tone: 'wait', meaning: 'has nothing enrolled to be recognised by' },
  revoked: { label: 'Revoked', tone: 'bad', meaning: 'may not be recognised until that is taken back' },
}

export const purposeWords: Record<LookPurpose, string> = {
  identity_check: 'To check who somebody is',
  quality_review: 'To see whether the quality is good enough',
  look_alike_review: 'To tell two users apart',
  person_asked: 'The person asked to see what is kept',
  investigation: 'To investigate an incident',
}

const actionWords: Record<string, string> = {
  'user.created': 'Created',
  'user.renamed': 'External id changed',
  'user.address_changed': 'Address for mail changed',
  'user.revoked': 'Right to be recognised revoked',
  'user.reissued': 'Right to be recognised given back',
  'user.told_of_use': 'Was told what the face is used for',
  'user.erased': 'Erased',
  'user.erasure_finished': 'Erasure finished',
  'face.enrolled': 'Face enrolled',
  'credential.issued': 'Credential issued to a wallet',
  'credential.read': 'Credential downloaded',
  'credential.revoked': 'Credential revoked',
  'credential.verified': 'Credential checked: it is them',
  'credential.rejected': 'Credential checked: refused',
  'qr_credential.issued': 'QR credential issued',
  'qr_credential.shown': 'QR credential shown again',
  'qr_credential.recalled': 'QR credential recalled',
  'qr_credential.delivery_asked': 'QR credential to be mailed',
  'face.added': 'Picture added',
  'face.adapted': 'Face replaced by a newer picture',
  'face.removed': 'Face removed',
  'face.verified': 'Verified',
  'face.rejected': 'Verification failed',
  'face.found': 'Found by face',
  'face.resembled': 'Resembled somebody who was about to be enrolled',
  'face.look_alike_found': 'A look-alike was found',
  'face.look_alike_dismissed': 'A look-alike was put aside as another person',
  'face.searched': 'Searched for, nobody found',
  'voice.enrolled': 'Voice enrolled',
  'voice.adapted': 'Voice replaced by a newer recording',
  'voice.removed': 'Voice removed',
  'voice.verified': 'Voice verified',
  'voice.rejected': 'Voice not recognised',
  'recording.listened': 'Recording listened to',
  'picture.looked_at': 'Picture looked at',
  'picture.discarded': 'Picture discarded',
  'document.kept': 'Document kept',
  'document.looked_at': 'Document looked at',
  'document.removed': 'Document deleted',
  'document.discarded': 'Document deleted when its time was over',
  'consent.given': 'Consent given',
  'consent.withdrawn': 'Consent withdrawn',
}

/** An action that has no words yet is shown by its name. */
export const wordsOfAction = (action: string) => actionWords[action] ?? action

export function actorWords({ kind, name }: { kind: string; name: string | null }): string {
  const kinds: Record<string, string> = {
    admin: 'An admin who is gone',
    client: 'A client',
    system: 'A job',
    operator: 'The operator at the command line',
  }
  return name ?? kinds[kind] ?? kind
}

/** 0.001 -> "at most 1 stranger in 1,000 passes". */
export function riskWords(fmr: number): string {
  return `at most 1 stranger in ${Math.round(1 / fmr).toLocaleString('en-GB')} passes`
}

/** How good a picture is, from what the engine measured. */
export function qualityWords(quality: Record<string, unknown> | null): string {
  if (!quality) return 'not known: the picture was discarded'
  const number = (name: string) => (typeof quality[name] === 'number' ? (quality[name] as number) : Number.NaN)
  const parts = [
    `eyes ${Math.round(number('eyeDistancePx'))} px apart`,
    `sharpness ${Math.round(number('sharpness') * 100)} %`,
    `brightness ${Math.round((number('brightness') / 255) * 100)} %`,
  ]
  return parts.filter((part) => !part.includes('NaN')).join(', ')
}

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
