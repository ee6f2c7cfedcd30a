/** What the page of a document is given: the report, and of each side what is shown beside its pictures. No bytes. */
import type { DocumentRead } from '@/domain/documents/read'

type Reading = DocumentRead['front']

export type DocumentReport = DocumentRead['report']
export type DocumentKind = NonNullable<DocumentReport['kind']>
export type DocumentField = DocumentReport['fields'][number]
export type FieldName = DocumentField['name']
export type DocumentCheck = DocumentReport['checks'][number]
export type CheckName = DocumentCheck['name']
export type DocumentQuality = Reading['quality']
export type Side = DocumentField['places'][number]['side']
export type Quad = DocumentField['places'][number]['quad']
export type Box = NonNullable<Reading['portrait']>['box']

export const sides = ['front', 'back'] as const satisfies Side[]
export const cuts = ['page', 'portrait', 'signature'] as const
export type Cut = (typeof cuts)[number]

/** One side of which a picture is shown, with what lies where in it; places are in pixels of its straightened page. */
export interface ShownPage {
  side: Side
  widthPx: number
  heightPx: number
  /** Where the picture is fetched, or the picture itself. */
  src: string
  zone: Quad | null
  portrait: Box | null
  signature: Box | null
}

export interface ShownSide extends ShownPage {
  quality: DocumentQuality
  severalDocuments: boolean
}

export interface ShownDocument {
  reference: string
  sides: ShownSide[]
  report: DocumentReport
}

export function shownOf(reference: string, { front, back, report }: DocumentRead): ShownDocument {
  const sideOf = (side: Side, { page, zone, portrait, signature, quality, severalDocuments }: Reading): ShownSide => ({
    side,
    widthPx: page.widthPx,
    heightPx: page.heightPx,
    src: cutAddress(reference, side, 'page'),
    zone: zone?.quad ?? null,
    portrait: portrait?.box ?? null,
    signature: signature?.box ?? null,
    quality,
    severalDocuments,
  })
  return { reference, report, sides: [sideOf('front', front), ...(back ? [sideOf('back', back)] : [])] }
}

/** Where a picture of a reading is fetched: the address holds its reference and nothing of the document. */
export const cutAddress = (reference: string, side: Side, cut: Cut) => `/documents/${reference}/${side}/${cut}`
