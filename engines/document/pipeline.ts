/**
 * The steps of reading a document, strung together: decode, find its edges, find its lines of print and its zone, turn it upright, read the print,
 * cut portrait and signature, measure. Runs in the calling thread.
 */
import { defaultLimits, type Decode, type Encode } from '../decode'
import { centreOf } from '../face/geometry'
import { locateFaces, type LocateNets } from '../face/locate'
import type { RgbImage } from '../image'
import type { DocumentNets } from './nets'
import { findOutline, type Outline } from './page/outline'
import { holds } from './page/quads'
import { measureQuality } from './page/quality'
import { boundsOf, findSignature } from './page/signature'
import { angleOf, straighten, type Page } from './page/straighten'
import { ontoPage, turnOfLine } from './page/upright'
import { mayShowHolder, type Surroundings } from './holder'
import { clip, cutPortrait, findPortrait, isPortraitItself, mostFaces, turnOfFace } from './portrait'
import { findLines, readText, uprightTurn } from './text'
import type { DocumentReading, DocumentReadOptions, Quad, TextLine, ZoneText } from './types'
import { readZone } from './zone/read'

export interface DocumentPipeline {
  /** @throws PictureRefused */
  read(picture: Uint8Array, options?: DocumentReadOptions): Promise<DocumentReading>
}

type Nets = DocumentNets & { face: LocateNets }

export interface DocumentPipelineParts {
  nets: Nets
  decode: Decode
  encode: Encode
}

export function createDocumentPipeline({ nets, decode, encode }: DocumentPipelineParts): DocumentPipeline {
  return {
    async read(picture, { formats = [...defaultLimits.formats] } = {}) {
      const { image, widthPx, heightPx, format } = await decode(picture, { ...defaultLimits, formats })
      const outline = await documentIn(nets.face, image)
      const view = await look(nets, image, outline)
      const turnedDegrees = await turnOf(nets, view)
      const { page, zone, quads } = upright(view, turnedDegrees)
      const lines = await readText(nets, page.image, quads, zone?.quad ?? null)
      return {
        widthPx,
        heightPx,
        format,
        outline: view.outline && scaled(view.outline, widthPx / image.width, heightPx / image.height),
        turnedDegrees,
        page: { widthPx: page.image.width, heightPx: page.image.height, picture: await encode(page.image) },
        zone,
        lines,
        ...(await cuts(nets.face, page.image, { isAlone: view.outline !== null, zone, lines: quads }, lines, encode)),
        quality: measureQuality(page.image, {
          zone,
          toldApart: view.outline !== null,
          cutEdges: outline.cutEdges,
        }),
        severalDocuments: outline.others.length > 0,
      }
    },
  }
}

const noOutline: Outline = { quad: null, others: [], cutEdges: [] }

/** The outline, unless it is the frame of a person's picture, or shows the back of a document whose front, with its face, lies beside it. */
async function documentIn(nets: LocateNets, image: RgbImage): Promise<Outline> {
  const outline = findOutline(image)
  if (!outline.quad) return outline
  const { quad } = outline
  const faces = await locateFaces(nets, image, mostFaces)
  const within = faces.filter(({ detection }) => holds(quad, centreOf(detection.box)))
  if (within.length === 0) return faces.length === 0 ? outline : noOutline
  return within.some((face) => isPortraitItself(face, quad)) ? noOutline : outline
}

/** What was found before it is known which way up the document lies. */
interface View {
  image: RgbImage
  outline: Quad | null
  quads: Quad[]
  zone: ZoneText | null
}

/** Looks at the document alone, and at the whole picture where it lies in no edges, in several, or shows its zone only there. */
async function look(nets: Nets, image: RgbImage, { quad, others }: Outline): Promise<View> {
  if (quad && others.length === 0) {
    const alone = await lookAt(nets, straighten(image, quad, 0).image, quad)
    if (alone.zone) return alone
    const whole = await lookAt(nets, image, null)
    return whole.zone ? whole : alone
  }
  return lookAt(nets, image, null)
}

async function lookAt(nets: Nets, image: RgbImage, outline: Quad | null): Promise<View> {
  const quads = await findLines(nets.text_lines, image)
  return { image, outline, quads, zone: await readZone(nets.zone_line, image, quads) }
}

/** Told by the zone, else by the print, else by a face. */
async function turnOf(nets: Nets, { image, outline, quads, zone }: View): Promise<DocumentReading['turnedDegrees']> {
  if (zone) return turnOfLine(zone.quad)
  const print = await uprightTurn(nets, image, quads)
  if (print) return print.degrees
  const face = await findPortrait(nets.face, image, { isAlone: outline !== null, zone, lines: quads })
  return face ? turnOfFace(face) : 0
}

function upright({ image, outline, quads, zone }: View, turn: DocumentReading['turnedDegrees']) {
  const turned = straighten(image, null, turn)
  const onto = (page: Page) => quads.map((quad) => ontoPage(page, quad))
  // A document in its outline is level by its edges; otherwise its print says how it lies.
  const page = outline ? turned : straighten(image, null, turn, angleOf(onto(turned)))
  return { page, zone: zone && { ...zone, quad: ontoPage(page, zone.quad) }, quads: onto(page) }
}

/** Portrait and signature, cut out of the page. */
async function cuts(
  nets: LocateNets,
  page: RgbImage,
  surroundings: Surroundings,
  lines: TextLine[],
  encode: Encode,
): Promise<Pick<DocumentReading, 'portrait' | 'signature'>> {
  const { zone } = surroundings
  const face = mayShowHolder(zone, lines) ? await findPortrait(nets, page, surroundings) : null
  const portrait = face ? await cutPortrait(page, face, encode) : null
  const apart = [...(portrait ? [portrait.box] : []), ...(zone ? [boundsOf(zone.quad)] : [])]
  const box = findSignature(page, lines, apart)
  return { portrait, signature: box ? { box, picture: await encode(clip(page, box)) } : null }
}

function scaled([a, b, c, d]: Quad, x: number, y: number): Quad {
  const corner = (point: { x: number; y: number }) => ({ x: point.x * x, y: point.y * y })
  return [corner(a), corner(b), corner(c), corner(d)]
}
