/** Facilities with their spaces, as options of a list. */
import type { Facility, Place } from '../../facilities/_parts/places'

export function PlaceOptions({ facilities, valueOf }: { facilities: Facility[]; valueOf: (place: Place) => string }) {
  return facilities.map((facility) =>
    facility.spaces.length === 0 ? (
      <option key={facility.id} value={valueOf(facility)}>
        {facility.name}
      </option>
    ) : (
      <optgroup key={facility.id} label={facility.name}>
        <option value={valueOf(facility)}>{facility.name}, as a whole</option>
        {facility.spaces.map((space) => (
          <option key={space.id} value={valueOf(space)}>
            {facility.name}, {space.name}
          </option>
        ))}
      </optgroup>
    ),
  )
}
