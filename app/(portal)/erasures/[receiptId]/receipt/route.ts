/** The signed receipt as a file, as `limen receipt verify` takes it. */
import { NextResponse } from 'next/server'
import { adminContext } from '@/app/_lib/auth'
import { receiptOrNotFound } from '../receipt-or-not-found'

export async function GET(
  _request: Request,
  { params }: RouteContext<'/erasures/[receiptId]/receipt'>,
): Promise<Response> {
  const context = await adminContext()
  if (!context) return NextResponse.json({ message: 'Please sign in.' }, { status: 401 })
  const signed = await receiptOrNotFound(context, (await params).receiptId)
  return new Response(`${JSON.stringify(signed, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="receipt-${signed.receipt.id}.json"`,
      'cache-control': 'no-store',
    },
  })
}
