/**
 * Nets and runtime for the engine in a browser (app/_engine), packed. Their address holds the hash of what is inside, so what was fetched once
 * is good for ever. They are sent as gzip files: Next takes the `content-encoding` of a route's answer away.
 */
import { packing, wholeBytesHeader } from '@/app/_engine/address'
import { readPacked } from '@/app/_lib/engine-files'
import { findBrowserFile } from '@/domain/browser-engine'

export async function GET(_: Request, { params }: RouteContext<'/engine/[sha256]/[file]'>): Promise<Response> {
  const { sha256, file } = await params
  const found = file.endsWith(packing) ? findBrowserFile(sha256, file.slice(0, -packing.length)) : null
  if (!found) {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
    return new Response('There is no such file.\n', { status: 404, headers })
  }
  const { packed, wholeBytes } = await readPacked(found)
  return new Response(new Uint8Array(packed), {
    headers: {
      'content-type': 'application/gzip',
      [wholeBytesHeader]: String(wholeBytes),
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
    },
  })
}
