/** The audit trail as a file, streamed at flat memory. The export itself is a line of the trail. */
import type { NextRequest } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { streamOf } from '@/app/_lib/stream-of'
import { exportAudit } from '@/domain/audit-trail/export'
import { AppError } from '@/domain/errors'
import { filterOf, loadAudit } from '../_parts/filter'

const types = { jsonl: 'application/jsonl', csv: 'text/csv; charset=utf-8' }

export async function GET(request: NextRequest): Promise<Response> {
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refused(new AppError('forbidden', 'Exports start on our own pages only.'))
  const context = await adminContext()
  if (!context) return refused(new AppError('unauthenticated', 'Please sign in again.'))
  const format = request.nextUrl.searchParams.get('format') === 'csv' ? 'csv' : 'jsonl'
  const filter = filterOf(await loadAudit(request.nextUrl.searchParams))
  try {
    // Whoever stops the download stops the reading.
    const lines = await exportAudit({ ...context, signal: request.signal }, { filter, format })
    const name = `audit-${context.now().toISOString().slice(0, 10)}.${format}`
    return new Response(streamOf(lines), {
      headers: {
        'content-type': types[format],
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
