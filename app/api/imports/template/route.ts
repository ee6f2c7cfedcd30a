/** An empty table to begin an import with. Holds nothing of anybody, so that nobody has to be signed in. */
import { tableTemplate } from '@/domain/imports/result'

export function GET(): Response {
  return new Response(tableTemplate, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="people.csv"',
    },
  })
}
