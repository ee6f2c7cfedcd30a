/** From a chosen or captured picture to the server: made smaller where it is needlessly large, and answered like an action. */
import type { Outcome } from '@/app/_lib/outcome'

export interface Room {
  bytes: number
  longestSidePx: number
}

/** For a face: more than any camera of a desk needs, and small enough that five of them fit into one form. */
const roomOfFace: Room = { bytes: 1_500_000, longestSidePx: 2_000 }

/** What people may choose; other kinds are refused by the server in words. */
export const accepted = 'image/jpeg,image/png,image/webp'

/** @throws what the browser says of a file that is no picture it knows; the picture is then sent as it is */
export async function fit(file: Blob, room = roomOfFace): Promise<Blob> {
  if (file.size <= room.bytes) return file
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (!bitmap) return file
  const share = Math.min(1, room.longestSidePx / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * share)
  canvas.height = Math.round(bitmap.height * share)
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), 'image/jpeg', 0.92))
}

/** A small copy to show, as a data: address; null where the browser cannot read the picture. */
export async function thumbnail(picture: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(picture).catch(() => null)
  if (!bitmap) return null
  const share = Math.min(1, 240 / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * share))
  canvas.height = Math.max(1, Math.round(bitmap.height * share))
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas.toDataURL('image/jpeg', 0.85)
}

export async function send<T>(
  address: string,
  fields: Record<string, string | Blob | Blob[]>,
  signal?: AbortSignal,
): Promise<Outcome<T>> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, one)
  }
  const response = await fetch(address, { method: 'POST', body: form, signal })
  if (!response.headers.get('content-type')?.includes('json'))
    throw new Error(`${address} answered ${response.status}.`)
  const body: unknown = await response.json()
  if (isOutcome<T>(body)) return body
  // The front server refuses before the portal is asked: too large, too busy.
  const message =
    response.status === 413
      ? 'Together the files are too large. Choose fewer or smaller ones.'
      : 'The bureau is busy right now. Please try again in a moment.'
  return { ok: false, code: 'busy', message, problems: {} }
}

function isOutcome<T>(body: unknown): body is Outcome<T> {
  return typeof body === 'object' && body !== null && 'ok' in body
}
