/** Nets and runtime for the engine in a browser (app/_engine). Their address holds their hash, so what was fetched once is good for ever. */
import { wholeBytesHeader } from '@/app/_engine/address'
import { readEngineFile, readPacked } from '@/app/_lib/engine-files'
import { findBrowserFile } from '@/domain/browser-engine'

const types: Record<string, string> = { mjs: 'text/javascript; charset=utf-8', wasm: 'application/wasm' }

export async function GET(request: Request, { params }: RouteContext<'/engine/[sha256]/[file]'>): Promise<Response> {
  const { sha256, file } = await params
  const found = findBrowserFile(sha256, file)
  if (!found) {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
    return new Response('There is no such file.\n', { status: 404, headers })
  }
  const takesBrotli = /\bbr\b/.test(request.headers.get('accept-encoding') ?? '')
  const { bytes, wholeBytes } = await (takesBrotli ? readPacked(found) : readEngineFile(found))
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': types[file.split('.').at(-1)!] ?? 'application/octet-stream',
      'content-length': String(bytes.length),
      [wholeBytesHeader]: String(wholeBytes),
      ...(takesBrotli && { 'content-encoding': 'br' }),
      vary: 'accept-encoding',
      // Packed already, or not asked for: nothing on the way shall pack it once more and lose its length.
      'cache-control': 'public, max-age=31536000, immutable, no-transform',
      'cross-origin-resource-policy': 'same-origin',
    },
  })
}
