/** What a document says: fields and checks of both sides, and what was cut out of its pictures. Calls are in document.ts. */
import {
  checkNames,
  fieldNames,
  type Box,
  type Correction as CorrectionShape,
  type DocumentCheck as CheckShape,
  type DocumentField as FieldShape,
  type DocumentReading,
  type DocumentReport as ReportShape,
  type Point,
  type Quad,
  type TextLine,
  type ZoneText,
} from '@/domain/documents/types'
import { builder } from './builder'
import { enumOf } from './enums'

export const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

export const DocumentKind = enumOf('DocumentKind', ['idcard', 'passport', 'visa'])
export const DocumentSide = enumOf('DocumentSide', ['front', 'back'])

const ZoneFormat = enumOf('ZoneFormat', ['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB', 'IDFR'], {
  description: 'Layouts of ICAO 9303, and the French identity card of 1988 to 2021.',
})
const FieldName = enumOf('DocumentFieldName', fieldNames)
const FieldSource = enumOf('DocumentFieldSource', ['zone', 'visual', 'both'])
const CheckName = enumOf('DocumentCheckName', checkNames)
const CheckOutcome = enumOf('DocumentCheckOutcome', ['passed', 'failed', 'not_tested'], {
  values: { not_tested: 'What it takes was not read, or the document has none.' },
})
const Verdict = enumOf('DocumentVerdict', ['ok', 'doubtful', 'unreadable'])
const CutEdge = enumOf('DocumentMargin', ['top', 'right', 'bottom', 'left'])

const PointType = builder.objectRef<Point>('Point').implement({
  fields: (t) => ({ x: t.exposeFloat('x'), y: t.exposeFloat('y') }),
})
const corners = (quad: Quad) => [...quad]

const Place = builder.objectRef<FieldShape['places'][number]>('DocumentPlace').implement({
  description: 'Where something was read.',
  fields: (t) => ({
    side: t.expose('side', { type: DocumentSide }),
    corners: t.field({
      type: [PointType],
      description: "Four, clockwise from the upper left, in pixels of that side's page.",
      resolve: ({ quad }) => corners(quad),
    }),
  }),
})

const Field = builder.objectRef<FieldShape>('DocumentField').implement({
  description: 'One thing that the document says. What could not be read is absent.',
  fields: (t) => ({
    name: t.expose('name', { type: FieldName }),
    value: t.exposeString('value', { description: 'Dates are YYYY-MM-DD, states three letters of ICAO 9303.' }),
    source: t.expose('source', { type: FieldSource }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1.' }),
    agrees: t.exposeBoolean('agrees', {
      nullable: true,
      description: 'Whether zone and print say the same; null where one of them does not say it.',
    }),
    zone: t.exposeString('zone', { nullable: true }),
    visual: t.exposeString('visual', { nullable: true }),
    places: t.expose('places', { type: [Place] }),
  }),
})

const Check = builder.objectRef<CheckShape>('DocumentCheck').implement({
  fields: (t) => ({
    name: t.expose('name', { type: CheckName }),
    outcome: t.expose('outcome', { type: CheckOutcome }),
    detail: t.exposeString('detail', { description: 'For people; names fields, never their values.' }),
  }),
})

const Correction = builder.objectRef<CorrectionShape>('DocumentCorrection').implement({
  description: 'A character of the zone that was read as one and has to be another.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'From 0.' }),
    column: t.exposeInt('column', { description: 'From 0.' }),
    read: t.exposeString('read'),
    corrected: t.exposeString('corrected'),
  }),
})

export const DocumentReport = builder.objectRef<ReportShape>('DocumentReport').implement({
  description: 'What a document says once zone and print of its sides are put side by side.',
  fields: (t) => ({
    format: t.expose('format', { type: ZoneFormat, nullable: true, description: 'Null where no zone was read.' }),
    kind: t.expose('kind', { type: DocumentKind, nullable: true }),
    zoneSide: t.expose('zoneSide', { type: DocumentSide, nullable: true }),
    zoneLines: t.exposeStringList('zoneLines', { description: 'After correction.' }),
    corrections: t.expose('corrections', { type: [Correction] }),
    fields: t.expose('fields', { type: [Field] }),
    checks: t.expose('checks', { type: [Check] }),
    verdict: t.expose('verdict', { type: Verdict }),
  }),
})

export const DocumentPage = builder.objectRef<DocumentReading['page']>('DocumentPage').implement({
  description: 'One side, straightened and upright.',
  fields: (t) => ({
    widthPx: t.exposeInt('widthPx'),
    heightPx: t.exposeInt('heightPx'),
    picture: t.string({ description: 'JPEG as base64.', resolve: ({ picture }) => base64(picture) }),
  }),
})

const BoxType = builder.objectRef<Box>('PageBox').implement({
  description: 'In pixels of the page.',
  fields: (t) => ({
    x: t.exposeFloat('x'),
    y: t.exposeFloat('y'),
    width: t.exposeFloat('width'),
    height: t.exposeFloat('height'),
  }),
})

const DocumentCut = builder.objectRef<{ box: Box; picture: Uint8Array }>('DocumentCut').implement({
  fields: (t) => ({
    box: t.expose('box', { type: BoxType }),
    picture: t.string({ description: 'JPEG as base64.', resolve: ({ picture }) => base64(picture) }),
  }),
})

const Line = builder.objectRef<TextLine>('DocumentLine').implement({
  fields: (t) => ({
    text: t.exposeString('text'),
    confidence: t.exposeFloat('confidence'),
    corners: t.field({ type: [PointType], resolve: ({ quad }) => corners(quad) }),
  }),
})

const Zone = builder.objectRef<ZoneText>('DocumentZone').implement({
  description: 'A machine-readable zone as it is printed, before any correction.',
  fields: (t) => ({
    format: t.expose('format', { type: ZoneFormat }),
    lines: t.exposeStringList('lines'),
    corners: t.field({ type: [PointType], resolve: ({ quad }) => corners(quad) }),
  }),
})

const Quality = builder.objectRef<DocumentReading['quality']>('DocumentQuality').implement({
  description: 'Measured on the page.',
  fields: (t) => ({
    dotsPerInch: t.exposeFloat('dotsPerInch', { nullable: true }),
    edgeWidthPx: t.exposeFloat('edgeWidthPx', { nullable: true, description: 'Of print; wide edges are blurred.' }),
    glareShare: t.exposeFloat('glareShare'),
    brightness: t.exposeFloat('brightness', { description: '0 to 255.' }),
    contrast: t.exposeFloat('contrast', { description: '0 to 255.' }),
    cutEdges: t.expose('cutEdges', { type: [CutEdge], description: 'That the picture cuts off.' }),
  }),
})

export const DocumentSideRead = builder.objectRef<DocumentReading>('DocumentSideRead').implement({
  description: 'What one picture gave.',
  fields: (t) => ({
    outline: t.field({
      type: [PointType],
      nullable: true,
      description: 'Where the document lies in the picture as it was sent, after its EXIF turn; null: it fills it.',
      resolve: ({ outline }) => outline && corners(outline),
    }),
    widthPx: t.exposeInt('widthPx', { description: 'Of the picture as it was sent, after its EXIF turn.' }),
    heightPx: t.exposeInt('heightPx'),
    turnedDegrees: t.exposeInt('turnedDegrees', { description: 'By how much it had to be turned clockwise.' }),
    page: t.expose('page', { type: DocumentPage }),
    zone: t.expose('zone', { type: Zone, nullable: true }),
    lines: t.expose('lines', { type: [Line], description: 'Other printed lines, from the top.' }),
    portrait: t.field({ type: DocumentCut, nullable: true, resolve: ({ portrait }) => portrait }),
    signature: t.expose('signature', { type: DocumentCut, nullable: true }),
    quality: t.expose('quality', { type: Quality }),
    severalDocuments: t.exposeBoolean('severalDocuments'),
  }),
})
