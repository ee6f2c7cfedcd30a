/** Calls that are ready to be made, with the real address and tenant; key and secret are asked for, so that no shell remembers them. */

interface Place {
  url: string
  slug: string
}

export const setUpCall = `KEY=…              # of a client
read -rs SECRET    # paste its secret, it is not shown`

export const tokenCall = ({ url, slug }: Place) => `TOKEN=$(curl -s -u "$KEY:$SECRET" \\
  -d grant_type=client_credentials -d scope=roles \\
  ${url}/auth/realms/${slug}/protocol/openid-connect/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`

export const graphqlCall = ({ url }: Place) => `curl -s ${url}/api/graphql \\
  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '{"query":"{ viewer { name tenant { slug } } }"}'`

export const basicCall = ({ url }: Place) => `curl -s -u "$KEY:$SECRET" ${url}/api/graphql \\
  -H 'content-type: application/json' \\
  -d '{"query":"{ users(first: 5) { edges { node { id externalId } } } }"}'`

export const streamCall = ({ url }: Place) => `curl -sN -u "$KEY:$SECRET" ${url}/api/graphql/stream \\
  -H 'accept: text/event-stream' -H 'content-type: application/json' \\
  -d '{"query":"subscription { accessEvents { type occurredAt } }"}'`

const events = ({ slug }: Place) => `-H "authorization: Bearer $TOKEN" -H 'x-dasgate-tenant-id: ${slug}'`

export const zonesCall = (place: Place) => `curl -s ${place.url}/api/public/zones \\
  ${events(place)}`

export const enrolCall = (
  place: Place,
) => `printf '{"acs_id":"member-1","selfie":"data:image/jpeg;base64,%s"}' "$(base64 < face.jpg | tr -d '\\n')" |
  curl -s ${place.url}/api/public/singles -d @- \\
  ${events(place)} -H 'content-type: application/json'`

export const legacyCall = ({ url }: Place) => `curl -s -H "x-biometrid-key: $KEY" -H "x-biometrid-secret: $SECRET" \\
  -d reference_id=first ${url}/api/1.0/users`
