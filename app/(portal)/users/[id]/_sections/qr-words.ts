/** What the portal calls the states of QR credentials and of the mails with them. */
import type { QrCredential, QrDelivery } from '@/domain/qr-credential/read'

type Tone = 'good' | 'wait' | 'bad' | 'plain'

export const stateWords: Record<QrCredential['state'], { label: string; tone: Tone }> = {
  good: { label: 'Good', tone: 'good' },
  outdated: { label: 'Outdated', tone: 'wait' },
  recalled: { label: 'Recalled', tone: 'bad' },
  expired: { label: 'Expired', tone: 'plain' },
}

export const recallWords: Record<string, string> = {
  by_hand: 'somebody did',
  user_revoked: 'the right to be recognised was revoked',
  face_removed: 'the face was removed or replaced',
  renamed: 'the external id was changed',
  no_grant: 'the last reason to come in has ended',
}

export const deliveryWords: Record<QrDelivery['state'], { label: string; tone: Tone }> = {
  queued: { label: 'On its way', tone: 'wait' },
  sent: { label: 'Sent', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  not_sent: { label: 'Not sent', tone: 'bad' },
}

export const deliveryReasons: Record<string, string> = {
  address_missing: 'No address is known.',
  consent_missing: 'The consent to be recognised is not on record, or it has ended.',
  user_revoked: 'The right to be recognised was revoked.',
  user_without_credential: 'There is no face to make it of.',
  carrier_refused: 'The mail server did not take it.',
}
