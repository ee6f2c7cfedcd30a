/** The list as a CSV file, under the filters of the address; sent on while it is read. */
import { NextResponse, type NextRequest } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { streamOf } from '@/app/_lib/stream-of'
import { AppError } from '@/domain/errors'
import { exportUsers } from '@/domain/users/export'
import { filterOf, loadListState } from '../_components/list-state'

export async function GET(request: NextRequest): Promise<Response> {
  if (request.headers.get('sec-fetch-site') === 'cross-site')
    return refusal(403, 'Exports start on our own pages only.')
  const context = await adminContext()
  if (!context) return refusal(401, 'Please sign in.')
  try {
    const lines = await exportUsers(context, filterOf(await loadListState(request.nextUrl.searchParams)))
    const day = context.now().toISOString().slice(0, 10)
    return new Response(streamOf(lines), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="users-${day}.csv"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    if (error instanceof AppError) return refusal(error.status, error.message)
    throw error
  }
}

const refusal = (status: number, message: string) =>
  NextResponse.json({ message }, { status, headers: { 'cache-control': 'no-store' } })
