/** How well fields are read off the print beside the zone: found by their labels, held against what is known to stand there. Pure. */
import { agree } from '@/engines/document/agree'
import type { FieldName, VisualField } from '@/engines/document/report-types'
import { shareOf, type Share } from './shares'

/** One picture: what its print is known to say, and what was read off it. */
export interface PrintedFields {
  expected: ReadonlyMap<FieldName, string>
  /** What is expected may be cut off, as names in zones are. */
  mayBeShortened: boolean
  found: readonly VisualField[]
}

export interface FieldShares {
  name: FieldName
  /** Of the pictures on which the field is expected: those of which it was read. */
  read: Share
  /** Of those, where both can be compared: those that say what is expected, as the bureau itself compares zone and print. */
  right: Share
}

/** Fields that are expected of no picture are left out. */
export function fieldShares(pictures: readonly PrintedFields[]): FieldShares[] {
  const names = new Set(pictures.flatMap(({ expected }) => [...expected.keys()]))
  return [...names].map((name) => {
    const expecting = pictures.filter(({ expected }) => expected.has(name))
    const verdicts = expecting.flatMap(({ expected, mayBeShortened, found }) => {
      const field = found.find((field) => field.name === name)
      return field ? [agree(name, field.value, expected.get(name)!, mayBeShortened)] : []
    })
    const comparable = verdicts.filter((verdict) => verdict !== null)
    return {
      name,
      read: shareOf(verdicts.length, expecting.length),
      right: shareOf(comparable.filter(Boolean).length, comparable.length),
    }
  })
}
