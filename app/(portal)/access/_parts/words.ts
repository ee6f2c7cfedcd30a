/** What terminals report, in words. */
import type { AccessLineFragment } from '@/app/_graph/documents'

export type Line = AccessLineFragment
export type AccessType = Line['type']

export const typeWords: Record<AccessType, string> = {
  ACCESS_GRANTED: 'Let in',
  NOT_RECOGNISED: 'Face not recognised',
  OUTSIDE_WINDOW: 'Not at this time',
  ALREADY_INSIDE: 'Came in already, on a ticket for one entry',
  SPOOF_SUSPECTED: 'Looked like a picture or a mask',
  QUALITY_TOO_LOW: 'Picture too poor to tell',
  ACS_DENIED: 'Your own system said no',
}

export const accessTypes = Object.keys(typeWords) as AccessType[]
export const refusedTypes = accessTypes.filter((type) => type !== 'ACCESS_GRANTED')

/** Why the bureau, asked again, would not have let them in. */
const disputeWords: Record<string, string> = {
  unknown_user: 'it knows nobody by that face',
  no_grant: 'nothing let them in at this door',
  grant_removed: 'their right had been taken away by then',
  outside_window: 'not at this time',
  already_inside: 'they had come in already, on a ticket for one entry',
  clock_ahead: "the terminal's clock was ahead, so the time is doubtful",
}

export const disputeName = (code: string) => disputeWords[code] ?? code.replaceAll('_', ' ')

export const bandWords = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low' } as const

/** A face that belongs to nobody here, or to somebody who was erased since. */
export function whoWords({ user, type, dispute }: Pick<Line, 'user' | 'type' | 'dispute'>): string {
  if (user) return user.externalId ?? user.userId
  if (type === 'NOT_RECOGNISED') return 'Nobody known'
  if (type === 'SPOOF_SUSPECTED' || type === 'QUALITY_TOO_LOW' || dispute === 'unknown_user') return 'Not known'
  return 'Somebody who was erased'
}

export function placeWords({ zone }: Pick<Line, 'zone'>): string {
  return zone.facility ? `${zone.name}, ${zone.facility.name}` : zone.name
}
