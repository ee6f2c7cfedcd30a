/** Shares as a person reads them. */
import { line, percent } from './print'
import type { FieldShares } from './print-fields'
import type { Share } from './shares'
import type { Interval } from './statistics'

export function share({ rate, low, high, count, of }: Share): string {
  return of === 0 ? 'no picture' : `${percent(rate)} ${interval({ low, high })} (${count} of ${of})`
}

export function interval({ low, high }: Interval): string {
  return `[${percent(low)}, ${percent(high)}]`
}

export function printFieldShares(fields: readonly FieldShares[]): void {
  console.log('\nFields read off the print; of those, right')
  for (const { name, read, right } of fields) line(name, `${share(read)}; ${share(right)}`)
}
