/** The picture of a QR credential. Upper-case text goes into the densest letters that a QR has. */
import { toBuffer, toString, type QRCodeSegment } from 'qrcode'

const segments = (text: string): QRCodeSegment[] => [{ data: text, mode: 'alphanumeric' }]
/** Letters of the largest QR that bears the loss of 15 % of it (M); very long ids of a customer's may need the room of 7 % (L). */
const mostOfM = 3_391
/** Four modules of white around it are the standard's. */
const optionsFor = (text: string) => ({ errorCorrectionLevel: text.length > mostOfM ? 'L' : 'M', margin: 4 }) as const

export function qrPng(text: string): Promise<Buffer> {
  return toBuffer(segments(text), { ...optionsFor(text), type: 'png', scale: 8 })
}

export function qrSvg(text: string): Promise<string> {
  return toString(segments(text), { ...optionsFor(text), type: 'svg' })
}
