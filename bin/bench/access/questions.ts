/** What the benchmark asks over GraphQL, and a bare route (app/api/bench) answers by hand. */
export const questions = {
  viewer: {
    operationName: 'Viewer',
    query: 'query Viewer { viewer { id kind name scopes tenant { slug name } } }',
  },
  'users (20)': {
    operationName: 'Users',
    query: `query Users($first: Int!) {
  users(first: $first) {
    edges {
      cursor
      node {
        id
        userId
        externalId
        status
        lastSeenAt
        credentials { credentialId state issuedAt expiresAt }
        grants { createdAt validFrom validUntil }
        lastAccess { type occurredAt offline }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { first: 20 },
  },
}
