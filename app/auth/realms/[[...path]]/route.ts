/** The realms: a token endpoint for each tenant, and what programs need to find and trust it. Laid out as Keycloak lays it out. */
import { realmRoutes } from '../_oauth/routes'
import { serveRealms } from '../_oauth/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRealms(realmRoutes)
