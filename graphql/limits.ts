/** How large a question may be: bytes are counted before this, tokens by the parser, aliases here, depth and cost by the schema. */
import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql'

/** Of a document, before it is parsed any further. */
export const maxTokens = 1000

/** Of a whole document: a field that is asked for under many names is work that its cost may not show. */
export const maxAliases = 30

export function tooComplex(kind: string): Error {
  return new GraphQLError(`The query exceeds the limit of ${kind.toLowerCase()}; ask for less at once.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX' },
  })
}

/** A rule of validation, beside those of the specification. */
export function limitAliases(context: ValidationContext): ASTVisitor {
  let aliases = 0
  return {
    Field({ alias }) {
      if (alias && ++aliases === maxAliases + 1) context.reportError(tooComplex('aliases') as GraphQLError)
    },
  }
}
