/** How many lines came since the page was read: what a page that follows live asks every two seconds. */
import type { NextRequest } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { countNewLines } from '@/domain/audit-trail/list'
import { AppError } from '@/domain/errors'
import { filterOf, loadAudit } from '../_parts/filter'

export async function GET(request: NextRequest): Promise<Response> {
  const context = await adminContext()
  if (!context) return Response.json({ code: 'unauthenticated' }, { status: 401 })
  const since = Number(request.nextUrl.searchParams.get('since'))
  const filter = filterOf(await loadAudit(request.nextUrl.searchParams))
  try {
    const count = await countNewLines(context, { filter, after: since })
    return Response.json({ count }, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    if (error instanceof AppError) return Response.json({ code: error.code }, { status: error.status })
    throw error
  }
}
