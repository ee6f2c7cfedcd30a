'use client'

/** Leaves only those attendees whom no door would recognise. */
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { Checkbox } from '@/app/_components/field'

export function OnlyWithout() {
  const [{ without }, setState] = useQueryStates(
    { without: parseAsBoolean.withDefault(false), after: parseAsString },
    { shallow: false, history: 'push' },
  )
  return (
    <Checkbox
      label="Only without credential"
      checked={without}
      onChange={(event) => void setState({ without: event.target.checked || null, after: null })}
    />
  )
}
