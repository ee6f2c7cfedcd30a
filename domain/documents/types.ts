/** The engine's words for a document, for the rooms above, which never reach down to the engines themselves: types, and the names they know. */
export { checkNames, fieldNames } from '@/engines/document/report-types'
export type {
  CheckName,
  Correction,
  DocumentCheck,
  DocumentField,
  DocumentKind,
  DocumentReport,
  FieldName,
  Side,
} from '@/engines/document/report-types'
export type { DocumentReading, Point, Quad, TextLine, ZoneFormat, ZoneText } from '@/engines/document/types'
export type { Box } from '@/engines/types'
