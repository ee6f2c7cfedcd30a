/** Lines of a CSV file, safe to open in a spreadsheet. Pure: pages in the browser write results with it too. */

/** A cell that begins like a formula would be run by the spreadsheet that opens the file. */
export function csvLine(cells: readonly string[]): string {
  return (
    cells
      .map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))
      .map((cell) => (/[",;\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(',') + '\r\n'
  )
}
