/** The realms: a token endpoint for each tenant, and what programs need to find and trust it. Laid out as Keycloak lays it out. */
import { discovery, jwks } from '../_oauth/documents'
import { serveRealms } from '../_oauth/serve'
import { token } from '../_oauth/token'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRealms([
  { method: 'POST', path: 'protocol/openid-connect/token', answer: token },
  { method: 'GET', path: 'protocol/openid-connect/certs', answer: jwks },
  { method: 'GET', path: '.well-known/openid-configuration', answer: discovery },
])
