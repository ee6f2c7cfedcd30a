/** How large a question may be: bytes are counted before this, tokens by the parser, depth and cost by the schema. */
import { GraphQLError } from 'graphql'

/** Of a document, before it is parsed any further. */
export const maxTokens = 1000

export function tooComplex(kind: string): Error {
  return new GraphQLError(`The query exceeds the limit of ${kind.toLowerCase()}; ask for less at once.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX' },
  })
}
