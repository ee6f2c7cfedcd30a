/** What the liveness host does not serve. */
import { host } from '../_host/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = host({})
