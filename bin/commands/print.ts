/** Tables and lists for a terminal. */

/** Columns under their headings, as wide as their widest cell; `empty` where there are no rows. */
export function table(headings: string[], rows: (string | number | null)[][], empty: string): string {
  if (rows.length === 0) return empty
  const cells = [headings, ...rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))]
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `name  value` lines, aligned. */
export function facts(pairs: [name: string, value: string | number | null][]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value ?? '-'}`).join('\n')
}

/** A time for people, in UTC, to the minute. */
export function moment(time: Date | null): string | null {
  return time && `${time.toISOString().slice(0, 16).replace('T', ' ')}Z`
}

/** `1 tenant`, `2 tenants`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
