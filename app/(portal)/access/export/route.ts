/** The access log as a CSV file, under the filters of the address; sent on while it is read. */
import type { NextRequest } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { streamOf } from '@/app/_lib/stream-of'
import { exportAccessLog } from '@/domain/access-export'
import { AppError } from '@/domain/errors'
import { domainFilterOf, readMeaning } from '../_parts/read'
import { loadAccess } from '../_parts/state'

export async function GET(request: NextRequest): Promise<Response> {
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refused(new AppError('forbidden', 'Exports start on our own pages only.'))
  const context = await adminContext()
  if (!context) return refused(new AppError('unauthenticated', 'Please sign in again.'))
  try {
    const meaning = await readMeaning(context, await loadAccess(request.nextUrl.searchParams))
    if (meaning.isUnclear) throw new AppError('not_found', 'Nobody, or more than one person, is known by these words.')
    // Whoever stops the download stops the reading.
    const { lines, isCut } = await exportAccessLog({ ...context, signal: request.signal }, domainFilterOf(meaning))
    const name = `access-${context.now().toISOString().slice(0, 10)}${isCut ? '-newest-only' : ''}.csv`
    return new Response(streamOf(lines), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  } catch (error) {
    if (error instanceof AppError) return refused(error)
    throw error
  }
}

function refused({ message, status }: AppError): Response {
  return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
