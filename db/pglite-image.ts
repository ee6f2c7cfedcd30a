/**
 * Starts a PGlite for tests. Making a cluster takes it seconds, so the first test file to need one leaves an image of it
 * in build/, which the others load.
 */
import { PGlite } from '@electric-sql/pglite'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing } from './files'

const folder = join(process.cwd(), 'build', 'test')

export async function startPglite(): Promise<PGlite> {
  const image = join(folder, `pglite-${await installedVersion()}.tar`)
  try {
    return await PGlite.create({ loadDataDir: new Blob([await readFile(image)]) })
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const instance = await PGlite.create()
  const tar = await instance.dumpDataDir('none')
  await mkdir(folder, { recursive: true })
  // Renamed when whole: another test file may be looking for it at this moment.
  const draft = `${image}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, Buffer.from(await tar.arrayBuffer()))
  await rename(draft, image)
  return instance
}

async function installedVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
