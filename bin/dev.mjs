/** `npm run dev`: the same preparation without a build, then Next's development server behind the same front. */
import { greeting, trouble } from './console.mjs'
import { prepare } from './prepare.mjs'

process.env.NODE_ENV = 'development'
try {
  await prepare({ build: false })
  const { serve } = await import('./server.mjs')
  console.log(greeting(await serve({ dev: true })))
} catch (error) {
  console.error('\nLimen does not start.', trouble(error))
  process.exit(1)
}
