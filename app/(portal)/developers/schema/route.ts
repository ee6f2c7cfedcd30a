/** The graph's schema as one file: what the explorer reads, and what a program of the customer's can be generated from. */
import { adminContext } from '@/app/_lib/auth'
import { printSdl } from '@/graphql/print'

/** The same for as long as the process lives. */
let printed: string | undefined

export async function GET(): Promise<Response> {
  if (!(await adminContext())) return new Response('Please sign in.', { status: 401 })
  printed ??= printSdl()
  return new Response(printed, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="limen.graphql"',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    },
  })
}
