/** The zone as it is printed, character under character; what was read as another one is marked, and said below in words. */
import { Sideways } from '@/app/_components/sideways'
import type { DocumentReport } from './view'

export function ZoneLines({
  format,
  zoneLines,
  corrections,
}: Pick<DocumentReport, 'format' | 'zoneLines' | 'corrections'>) {
  if (zoneLines.length === 0)
    return (
      <p className="text-ink-soft">No machine-readable zone was found. Old cards and the fronts of many have none.</p>
    )
  return (
    <>
      <Sideways label="Lines of the zone" frame="rounded-control bg-code" className="p-3">
        <pre className="w-max font-mono text-small leading-relaxed">
          {zoneLines.map((line, row) => (
            <span key={row} className="block">
              {[...line].map((character, column) => {
                const correction = corrections.find((one) => one.line === row && one.column === column)
                if (!correction) return character
                return (
                  <mark
                    key={column}
                    title={`Read as ${correction.read}`}
                    className="rounded-sm bg-wait-ground font-medium text-wait underline"
                  >
                    {character}
                  </mark>
                )
              })}
            </span>
          ))}
        </pre>
      </Sideways>
      <p className="text-small text-ink-soft">{formatWords(format)}</p>
      {corrections.length > 0 && (
        <ul className="text-small">
          {corrections.map(({ line, column, read, corrected }) => (
            <li key={`${line}-${column}`}>
              Line {line + 1}, place {column + 1}: <span className="font-mono">{read}</span> was read,{' '}
              <span className="font-mono">{corrected}</span> has to be meant.
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function formatWords(format: DocumentReport['format']): string {
  switch (format) {
    case 'TD1':
      return 'Three lines of 30: a card (ICAO 9303, TD1).'
    case 'TD2':
      return 'Two lines of 36: a larger card (ICAO 9303, TD2).'
    case 'TD3':
      return 'Two lines of 44: a passport (ICAO 9303, TD3).'
    case 'MRVA':
      return 'Two lines of 44: a visa (ICAO 9303, MRV-A).'
    case 'MRVB':
      return 'Two lines of 36: a small visa (ICAO 9303, MRV-B).'
    case 'IDFR':
      return 'Two lines of 36: a French identity card of 1988 to 2021.'
    case null:
      return 'A layout that is none of ICAO 9303.'
  }
}
