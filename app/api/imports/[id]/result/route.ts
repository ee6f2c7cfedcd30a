/** What came of each row of an import, to download. Streamed: it may have fifty thousand. */
import { adminContext } from '@/app/_lib/auth'
import { refuse } from '@/app/api/imports/refuse'
import { AppError } from '@/domain/errors'
import { importResult } from '@/domain/imports/result'

interface Params {
  params: Promise<{ id: string }>
}

export async function GET(_request: Request, { params }: Params): Promise<Response> {
  try {
    const context = await adminContext()
    if (!context) throw new AppError('unauthenticated', 'Please sign in.')
    const { name, pieces } = await importResult(context, { importId: (await params).id })
    const encoder = new TextEncoder()
    const body = new ReadableStream({
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      cancel: async () => void (await pieces.return(undefined)),
    })
    return new Response(body, {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return refuse(error)
  }
}
