/** What every face endpoint hands to the domain: its one picture, the formats and the gate of this contract, and liveness. */
import type { Liveness } from '@/domain/liveness/claim'
import { PICTURE_FORMATS } from './codes'

export function faceInput({ pictures, liveness }: { pictures: { photo: Uint8Array }; liveness: Liveness }) {
  return { picture: pictures.photo, formats: PICTURE_FORMATS, gate: 'legacy' as const, liveness }
}
