/** What a realm serves, below `/auth/realms/{tenant}/`. */
import { discovery, jwks } from './documents'
import type { RealmRoute } from './serve'
import { token } from './token'

export const realmRoutes: RealmRoute[] = [
  { method: 'POST', path: 'protocol/openid-connect/token', answer: token },
  { method: 'GET', path: 'protocol/openid-connect/certs', answer: jwks },
  { method: 'GET', path: '.well-known/openid-configuration', answer: discovery },
]
