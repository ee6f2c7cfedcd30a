/** How large a question may be: bytes are counted before this, tokens by the parser, aliases here, depth and cost by the schema. */
import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql'

/** Of a document, before it is parsed any further. */
export const maxTokens = 1000

/** Of a whole document: a field that is asked for under many names is work that its cost may not show. */
export const maxAliases = 30

/** Of one question, as the schema counts. */
export const limits = { complexity: 1000, depth: 10, breadth: 60 }

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

/** Of a document with its fragments written out. Apollo counts so itself; this is for what does not pass through it. */
export const maxSelections = 10_000

/** Fragments that hold each other twice multiply without making the document longer: counted before anybody follows them. */
export function limitSelections(context: ValidationContext): ASTVisitor {
  const counted = new Map<string, number>()
  const count = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce(
      (sum, one) => sum + (one.kind === Kind.FRAGMENT_SPREAD ? spread(one.name.value) : 1 + count(one.selectionSet)),
      0,
    )
  const spread = (name: string): number => {
    const known = counted.get(name)
    if (known !== undefined) return known
    // Of a circle, which another rule refuses, the second round counts nothing.
    counted.set(name, 0)
    const selections = count(context.getFragment(name)?.selectionSet)
    counted.set(name, selections)
    return selections
  }
  return {
    OperationDefinition({ selectionSet }) {
      if (count(selectionSet) > maxSelections) context.reportError(tooComplex('selections') as GraphQLError)
    },
  }
}
