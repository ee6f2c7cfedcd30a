/** The public keys of the credentials, where JWT libraries look for them; what is below is refused in the contract's form. */
import { routes } from '@/app/v1/_wallet/routes'
import { serve } from '@/app/v1/_wallet/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serve(routes, ['.well-known', 'jwks.json'])
