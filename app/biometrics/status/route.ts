/** Biometrics Status (6.2, I): that the host answers, and that the app token is good. */
import { host } from '../_host/serve'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = host({
  GET: { answer: async () => ({ data: { status: 'ok' } }) },
})
