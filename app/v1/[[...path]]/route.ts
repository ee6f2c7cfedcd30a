/** Everything below this address is the wallet's contract; what it does not know is refused in its form. */
import { routes } from '@/app/v1/_wallet/routes'
import { serve } from '@/app/v1/_wallet/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serve(routes)
