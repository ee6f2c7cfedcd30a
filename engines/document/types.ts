/**
 * What the document engine promises: one picture of one side of a document in, what is printed on it out. Types only.
 * Every place is in pixels of the straightened picture (`DocumentReading.page`) unless it says otherwise.
 */
import type { Box, CallOptions, PictureFormat } from '../types'

export interface Point {
  x: number
  y: number
}

/** Four corners, clockwise from the upper left one as the document is read. */
export type Quad = readonly [Point, Point, Point, Point]

/**
 * Layouts of a machine-readable zone (ICAO 9303 parts 4 to 7): TD1 3 x 30, TD2 2 x 36, TD3 2 x 44, MRV-A 2 x 44, MRV-B 2 x 36; IDFR is the
 * French identity card of 1988 to 2021, 2 x 36 in a layout of its own.
 */
export type ZoneFormat = 'TD1' | 'TD2' | 'TD3' | 'MRVA' | 'MRVB' | 'IDFR'

/** One printed line that was read. */
export interface TextLine {
  text: string
  /** Mean probability of its characters, 0..1. */
  confidence: number
  quad: Quad
}

/** A machine-readable zone as it is printed: what its characters say, whether or not their check digits hold. */
export interface ZoneText {
  format: ZoneFormat
  /** Characters A-Z, 0-9 and `<`; each line as long as the format demands. */
  lines: string[]
  /** Probability of every character, 0..1, in the shape of `lines`. */
  confidences: number[][]
  quad: Quad
}

/** Measured on the straightened page; units in the names. */
export interface DocumentQuality {
  /** Width of the document over its printed width (by the zone's format, otherwise a card's): dots per inch; null where no document was told apart. */
  dotsPerInch: number | null
  /** Width of an edge of print: 10 % to 90 % of its rise, median; null without print. */
  edgeWidthPx: number | null
  /** Share of the page that is burnt out in blobs (glare), 0..1. */
  glareShare: number
  /** Mean luminance of the page, 0..255. */
  brightness: number
  /** Difference between the 95th and the 5th percentile of luminance, 0..255. */
  contrast: number
  /** Edges of the document that the picture cuts off. */
  cutEdges: ('top' | 'right' | 'bottom' | 'left')[]
}

export interface Cut {
  box: Box
  /** JPEG. */
  picture: Uint8Array
}

export interface DocumentReading {
  /** Of the picture after its EXIF turn. */
  widthPx: number
  heightPx: number
  format: PictureFormat
  /** Where the document lies in the picture, in pixels of the picture after its EXIF turn; null: it fills it, or nothing was told apart. */
  outline: Quad | null
  /** By how much the picture had to be turned clockwise for the document to be read. */
  turnedDegrees: 0 | 90 | 180 | 270
  /** The document straightened, upright, as JPEG: the cut that the contract calls `frontCut` or `backCut`. */
  page: { widthPx: number; heightPx: number; picture: Uint8Array }
  /** Null: no zone was found. Never a guess. */
  zone: ZoneText | null
  /** All other printed lines, from the top. */
  lines: TextLine[]
  /** The largest face that is printed on it, cut with the margin of a passport picture; none where there is neither a zone nor print enough for a side. */
  portrait: (Cut & { eyeDistancePx: number }) | null
  signature: Cut | null
  quality: DocumentQuality
  /** More than one document lies in the picture. */
  severalDocuments: boolean
}

export interface DocumentReadOptions {
  /** Formats accepted. Default jpeg, png, webp. */
  formats?: PictureFormat[]
}

export interface DocumentEngine {
  /** Names and versions of the nets that read, e.g. `zone-line@1`. For records. */
  readonly models: readonly string[]
  /**
   * Decode (under limits, turned by EXIF), find the document, straighten it, read its zone and its lines, cut portrait and
   * signature, measure.
   * @throws PictureRefused when the bytes are not a picture that is read
   * @throws EngineBusy, WorkerLost as `FaceEngine.read`
   */
  read(picture: Uint8Array, options?: DocumentReadOptions & CallOptions): Promise<DocumentReading>
}
