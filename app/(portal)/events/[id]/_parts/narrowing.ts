/** What narrows an attendee further than the event does: words as they were typed, times on the clock of its facility. */
export interface Narrowing {
  validFrom: string
  validUntil: string
  /** Global ids of spaces; none: the event's whole place. */
  zoneIds: string[]
}

export const nothingNarrower: Narrowing = { validFrom: '', validUntil: '', zoneIds: [] }
