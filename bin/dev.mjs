/** `npm run dev`: the same preparation without a build, then Next's development server behind the same front. */
import { prepare } from './prepare.mjs'

await prepare({ build: false })
process.env.NODE_ENV = 'development'
const { serve } = await import('./server.mjs')
const { port, secure, bureau } = await serve({ dev: true })
console.log(`Limen in development: ${secure ? 'https' : 'http'}://localhost:${port}`)
if (bureau.setUpUrl) console.log(`First owner: ${bureau.setUpUrl}`)
