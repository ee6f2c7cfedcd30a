/** Whether two pictures show the two sides of one document, and each the side it was given for. */
import { agree } from './agree'
import { mayBeShortened, type Sides, type ZoneOfSide } from './side-by-side'
import type { DocumentCheck, FieldName, VisualField } from './report-types'
import type { DocumentReading, TextLine, ZoneText } from './types'

type Answer = Pick<DocumentCheck, 'outcome' | 'detail'>

/** What tells one person's document from another's. */
const identifying: readonly FieldName[] = ['documentNumber', 'personalNumber', 'surnames', 'names', 'birthDate']

/** Of the characters of two zones, or of the lines of two sides, that are the same: one side, read twice. */
const sameShare = 0.8

/** Fewer lines do not tell a side. */
const leastLines = 4

export interface SidesEvidence {
  readings: Sides<DocumentReading>
  visual: Sides<VisualField[]>
  zones: readonly ZoneOfSide[]
}

export function sidesAnswer(evidence: SidesEvidence): Answer {
  const { front, back } = evidence.readings
  if (isBackForFront(evidence)) {
    return { outcome: 'failed', detail: 'The picture that was given as the front shows the back.' }
  }
  if (!front || !back) return { outcome: 'not_tested', detail: 'Only one side was given.' }
  if (isSameSide(front, back)) return { outcome: 'failed', detail: 'Both pictures show the same side.' }
  if (front.zone && back.zone) {
    return { outcome: 'failed', detail: 'The pictures show machine-readable zones of two different documents.' }
  }
  return fieldsAnswer(evidence)
}

/** An identity card of three lines has its zone on the back, and its portrait on the front (ICAO 9303 part 5). */
function isBackForFront({ readings: { front, back } }: SidesEvidence): boolean {
  if (!front || front.portrait) return false
  if (front.zone) return front.zone.format === 'TD1' && !back?.zone
  return Boolean(back?.portrait && (back.zone === null || back.zone.format !== 'TD1'))
}

function isSameSide(front: DocumentReading, back: DocumentReading): boolean {
  if (front.zone && back.zone) return zonesAlike(front.zone, back.zone)
  if (front.zone || back.zone) return false
  return samePicture(front.page.picture, back.page.picture) || linesAlike(front.lines, back.lines)
}

function zonesAlike(a: ZoneText, b: ZoneText): boolean {
  if (a.format !== b.format) return false
  const [first, second] = [a.lines.join(''), b.lines.join('')]
  // Fillers are the same in all zones.
  const written = [...first]
    .map((character, place) => [character, second[place]])
    .filter((pair) => pair.some((c) => c !== '<'))
  return written.filter(([x, y]) => x === y).length >= sameShare * written.length
}

function samePicture(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && a.length === b.length && a.every((byte, index) => byte === b[index])
}

function linesAlike(a: readonly TextLine[], b: readonly TextLine[]): boolean {
  const textsOf = (lines: readonly TextLine[]) =>
    new Set(lines.map(({ text }) => text.toUpperCase().replace(/\s/g, '')))
  const [fewer, more] = [textsOf(a), textsOf(b)].sort((x, y) => x.size - y.size) as [Set<string>, Set<string>]
  const shared = [...fewer].filter((text) => more.has(text)).length
  return fewer.size >= leastLines && shared >= sameShare * fewer.size
}

/** A field of one side against the same field of the other, as far as both say it. */
function fieldsAnswer({ visual, zones }: SidesEvidence): Answer {
  const [zone] = zones
  const other = zone?.side === 'back' ? 'front' : 'back'
  const answers = identifying.flatMap((name) => {
    const printed = visual[other]?.find((field) => field.name === name)?.value
    const facing = visual[other === 'front' ? 'back' : 'front']?.find((field) => field.name === name)?.value
    const inZone = zone?.parsed.fields.find((field) => field.name === name)?.value
    if (printed === undefined) return []
    if (inZone !== undefined) return agree(name, printed, inZone, mayBeShortened(zone!.parsed)) ?? []
    return facing === undefined ? [] : (agree(name, printed, facing, false) ?? [])
  })
  if (answers.length === 0)
    return { outcome: 'not_tested', detail: 'Nothing was read on both sides that could be compared.' }
  // One character that was read wrong makes one field differ, another document nearly all of them.
  const same = answers.filter(Boolean).length
  return 2 * same > answers.length
    ? { outcome: 'passed', detail: 'Both sides say the same of their holder.' }
    : { outcome: 'failed', detail: 'The two sides do not say the same of their holder.' }
}
