/** What a document says and what is to be thought of it, from the readings of its sides. Pure: nothing is read here. */
import { checksOf } from './checks'
import { fieldsOf, sideNames, type Sides, type ZoneOfSide } from './side-by-side'
import type { DocumentField, DocumentKind, DocumentReport, VisualField } from './report-types'
import type { DocumentReading, ZoneFormat } from './types'
import { parseZone } from './zone/parse'

/**
 * @param visual the fields that the print of each side says
 * @param expected what the document is held for; null: nothing is expected
 * @param today decides expiry, and the century of the zone's dates
 */
export function reportOf(
  readings: Sides<DocumentReading>,
  visual: Sides<VisualField[]>,
  expected: DocumentKind | null,
  today: Date,
): DocumentReport {
  const zones = sideNames.flatMap((side): ZoneOfSide[] => {
    const text = readings[side]?.zone
    return text ? [{ side, text, parsed: parseZone(text, today) }] : []
  })
  // Of two zones the one whose digits hold; otherwise the front's.
  const zone = zones.find(({ parsed }) => parsed.valid) ?? zones[0] ?? null
  const fields = fieldsOf(zone, visual)
  const kind = kindOf(fields, zone?.parsed.format ?? null)
  const checks = checksOf({ readings, visual, zones, zone, fields, kind, expected, today })
  const isRead = zone !== null || fields.length > 0
  const isDoubtful = checks.some(({ outcome }) => outcome === 'failed')
  return {
    format: zone?.parsed.format ?? null,
    kind,
    zoneSide: zone?.side ?? null,
    zoneLines: zone?.parsed.lines ?? [],
    corrections: zone?.parsed.corrections ?? [],
    fields,
    checks,
    verdict: !isRead ? 'unreadable' : isDoubtful ? 'doubtful' : 'ok',
  }
}

const kindOfLetter: Record<string, DocumentKind> = { P: 'passport', V: 'visa', I: 'idcard', A: 'idcard', C: 'idcard' }

const kindOfFormat: Record<ZoneFormat, DocumentKind> = {
  TD1: 'idcard',
  TD2: 'idcard',
  TD3: 'passport',
  MRVA: 'visa',
  MRVB: 'visa',
  IDFR: 'idcard',
}

/** By the first letter of the code of the document, which says more than the format does. */
function kindOf(fields: readonly DocumentField[], format: ZoneFormat | null): DocumentKind | null {
  const code = fields.find(({ name }) => name === 'documentCode')?.value
  return kindOfLetter[code?.[0] ?? ''] ?? (format && kindOfFormat[format])
}
