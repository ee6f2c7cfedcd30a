#!/usr/bin/env node
/** `npx limen …`: makes the bundle of limen.ts when it is missing or older than its sources, and runs it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundleCommands } from './bundle.mjs'
import { loadEnvFile, root } from './checkout.mjs'

if (!existsSync(join(root, 'node_modules'))) {
  console.error('Limen is not prepared yet: run `npm start` once, then try again.')
  process.exit(1)
}
// Relative paths in the configuration mean the checkout, wherever the command is typed; those that are typed mean where that is.
const typedIn = process.cwd()
process.chdir(root)
loadEnvFile()
await bundleCommands('limen.mjs')
const { main } = await import('../build/limen.mjs')
process.exitCode = await main(process.argv.slice(2), { typedIn })
