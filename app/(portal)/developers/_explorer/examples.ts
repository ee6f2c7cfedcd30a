/** Questions that are ready to run. A test asks each of the schema, and whether it is within the limits of one question. */
export interface Example {
  name: string
  query: string
  /** `UUID` becomes a new one each time. */
  variables?: Record<string, unknown>
}

export const examples: Example[] = [
  {
    name: 'Who am I?',
    query: `{
  viewer {
    name
    tenant {
      name
      slug
    }
  }
}`,
  },
  {
    name: 'The newest users',
    query: `query Users($first: Int) {
  users(first: $first) {
    edges {
      node {
        id
        externalId
        status
        faceEnrolled
        createdAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
    variables: { first: 10 },
  },
  {
    name: 'Events that lie ahead',
    query: `{
  events(first: 20) {
    edges {
      node {
        id
        name
        state
        startsAt
        endsAt
        zone {
          name
        }
      }
    }
  }
}`,
  },
  {
    name: 'Terminals and their health',
    query: `{
  terminals(first: 50) {
    edges {
      node {
        id
        name
        state
        lastSeenAt
        ackedAt
      }
    }
  }
}`,
  },
  {
    name: 'The last 20 at the doors',
    query: `{
  accessEvents(first: 20) {
    edges {
      node {
        type
        occurredAt
        offline
        user {
          externalId
        }
        zone {
          name
        }
      }
    }
  }
}`,
  },
  {
    name: 'Watch the doors (subscription)',
    query: `subscription Doors {
  accessEvents {
    type
    occurredAt
    user {
      externalId
    }
    terminal {
      name
    }
  }
}`,
  },
  {
    name: 'Watch the terminals (subscription)',
    query: `subscription Terminals {
  terminalState {
    name
    state
    lastSeenAt
  }
}`,
  },
  {
    name: 'Create a user (changes something)',
    query: `mutation CreateUser($input: CreateUserInput!) {
  createUser(input: $input) {
    __typename
    ... on CreateUserPayload {
      user {
        id
        externalId
      }
    }
    ... on Refusal {
      code
      message
    }
  }
}`,
    variables: { input: { externalId: 'from-the-explorer', idempotencyKey: 'UUID' } },
  },
]

export const variablesText = ({ variables }: Example) =>
  variables ? JSON.stringify(variables, (_key, value: unknown) => (value === 'UUID' ? newKey() : value), 2) : ''

/** `randomUUID` exists over TLS and on this machine only. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
