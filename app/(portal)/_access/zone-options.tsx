/** The options of a select of zones: each facility, and its spaces behind it. */
import type { ZoneChoice } from './places'

export function ZoneOptions({ zones }: { zones: readonly ZoneChoice[] }) {
  const facilities = zones.filter(({ kind }) => kind === 'FACILITY')
  return facilities.map((facility) => (
    <optgroup key={facility.id} label={facility.name}>
      {[facility, ...zones.filter((zone) => zone.facility?.id === facility.id)].map(
        ({ id, name, kind, archivedAt }) => (
          <option key={id} value={id}>
            {kind === 'FACILITY' ? `${name}: the whole facility` : name}
            {archivedAt && ' (archived)'}
          </option>
        ),
      )}
    </optgroup>
  ))
}
