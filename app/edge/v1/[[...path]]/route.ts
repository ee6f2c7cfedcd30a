/** Everything below this address is for terminals; what it does not know is refused in their form. */
import { routes } from '@/app/edge/v1/_edge/routes'
import { serve } from '@/app/edge/v1/_edge/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serve(routes)
