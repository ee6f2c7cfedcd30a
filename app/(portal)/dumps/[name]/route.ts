/** The file of a dump. Asked for by a link, so that the browser saves it as it comes. */
import { Readable } from 'node:stream'
import { adminContext } from '@/app/_lib/auth'
import { getBureau } from '@/app/_lib/context'
import { downloadDump } from '@/domain/dumps/download'
import { AppError } from '@/domain/errors'

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

export async function GET(request: Request, { params }: RouteContext<'/dumps/[name]'>): Promise<Response> {
  // Another site cannot read the file, but it could have it saved unasked, and counted as a download that nobody wanted.
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refusal(403, 'Dumps are downloaded from our own pages only.')
  const { name } = await params
  const context = await adminContext()
  if (!context) {
    const { environment } = await getBureau()
    return Response.redirect(`${environment.publicUrl}/?to=${encodeURIComponent('/dumps')}`, 303)
  }
  try {
    const { fileName, contentType, sizeBytes, bytes } = await downloadDump(context, { dump: name })
    const file = Readable.from(bytes, { objectMode: false })
    return new Response(Readable.toWeb(file) as ReadableStream<Uint8Array>, {
      headers: {
        ...headers,
        'content-type': contentType,
        'content-length': String(sizeBytes),
        'content-disposition': `attachment; filename="${fileName}"`,
      },
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return refusal(error.status, error.message)
  }
}

const refusal = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } })

/** A look at the head is no download, and is not written down as one. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { ...headers, allow: 'GET' } })
}
