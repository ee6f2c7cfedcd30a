/** Documents for the camera and the file chooser of the browser: made up, rendered, and kept in .test/ while they are new. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderFilm, type Film } from '@/engines/document/rendered/film'
import { renderDocument, type DocumentOrder } from '@/engines/document/rendered/render'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.test')
const source = join(root, 'engines/document/rendered')

/** For `--use-file-for-fake-video-capture`: each document comes into the picture in turn and rests there, over and over. */
export async function documentFilm(documents: Omit<DocumentOrder, 'distortion'>[], film: Film = {}): Promise<string> {
  return made('mjpeg', { documents, film }, () => renderFilm(documents, film))
}

/** A picture of a document as a file, for a file chooser. */
export async function documentFile(order: DocumentOrder): Promise<string> {
  return made('jpg', order, async () => (await renderDocument(order)).picture)
}

/** Playwright loads a spec in every process: what is there is not made again, and nobody sees half of it. */
async function made(kind: string, order: object, make: () => Promise<Uint8Array>): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(order)).digest('hex').slice(0, 16)
  const path = join(folder, `document-${name}.${kind}`)
  const newest = Math.max(...readdirSync(source).map((file) => statSync(join(source, file)).mtimeMs))
  if (existsSync(path) && statSync(path).mtimeMs > newest) return path
  mkdirSync(folder, { recursive: true })
  const half = `${path}.${process.pid}`
  writeFileSync(half, await make())
  renameSync(half, path)
  return path
}
