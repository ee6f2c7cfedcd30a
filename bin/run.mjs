/** `npm run eval`, `npm run bench` and the committed checks: prepares, then runs the bundle of that name with the arguments. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './checkout.mjs'
import { prepare } from './prepare.mjs'

const [name, ...args] = process.argv.slice(2)
await prepare({ build: name === 'bench' || name.startsWith('check-') })
const done = spawnSync(process.execPath, [join(root, `build/${name}.mjs`), ...args], { cwd: root, stdio: 'inherit' })
process.exitCode = done.status ?? 1
