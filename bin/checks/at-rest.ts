/**
 * Searches everything the server leaves on disk for the biometric data it was given: nothing may be readable at rest.
 * Then erases a person and shows that even an older copy of the main database cannot be opened for them.
 * `npm run check:at-rest`.
 */
import { inArray } from 'drizzle-orm'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openContext } from '@/bin/_context'
import { fillWithTemplates } from '@/bin/bench/start'
import { createEngines } from '@/engines/index'
import { KeyDestroyed } from '@/db/types'
import { changeHead } from '@/domain/changes'
import { loadSnapshot } from '@/domain/gallery-snapshots'
import { createClient, RunningServer } from '@/e2e/running-server'
import { cutFaces, type CutFace } from './faces'
import { endWith } from './findings'

const root = process.cwd()
const windowBytes = 32

/** A word that stands in each picture's comment segment, so that a copy with other pixels would be found too. */
const marker = (number: number) => `limen-at-rest-marker-${number}-${'x'.repeat(12)}`

/** The same JPEG with a comment segment (FF FE) right after its start marker. */
function withMarker(jpeg: Uint8Array, text: string): Uint8Array {
  const comment = Buffer.from(text)
  const segment = Buffer.alloc(4)
  segment.writeUInt16BE(0xfffe, 0)
  segment.writeUInt16BE(comment.length + 2, 2)
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), segment, comment, jpeg.subarray(2)]))
}

interface Needle {
  what: string
  bytes: Buffer
}

/** How a template could lie in a file in the clear. A run of 8 numbers is enough to know it. */
function templateNeedles(template: Float32Array, number: number): Needle[] {
  const scale = 127 / Math.max(...template.map(Math.abs))
  const floats = Buffer.from(template.buffer, template.byteOffset, template.byteLength)
  const doubles = Buffer.from(Float64Array.from(template).buffer)
  const needles: Needle[] = []
  for (const from of [0, 40, 96]) {
    const slice = [...template.slice(from, from + 8)]
    needles.push({ what: `template ${number} as float32`, bytes: floats.subarray(from * 4, from * 4 + 32) })
    needles.push({ what: `template ${number} as float64`, bytes: doubles.subarray(from * 8, from * 8 + 64) })
    const int8 = Int8Array.from(template.slice(from, from + 16), (value) => Math.round(value * scale))
    needles.push({ what: `template ${number} as int8`, bytes: Buffer.from(int8.buffer) })
    needles.push({ what: `template ${number} as JSON`, bytes: Buffer.from(JSON.stringify(slice).slice(1, -1)) })
    // Base64 groups of three bytes: cut at a multiple of three so that the text does not depend on what stands before.
    const aligned = floats.subarray(from * 4 - ((from * 4) % 3), from * 4 - ((from * 4) % 3) + 48)
    needles.push({ what: `template ${number} as base64`, bytes: Buffer.from(aligned.toString('base64')) })
  }
  return needles
}

function pictureNeedles(jpeg: Uint8Array, number: number): Needle[] {
  const needles: Needle[] = [{ what: `marker of picture ${number}`, bytes: Buffer.from(marker(number)) }]
  // Pixels' entropy-coded bytes lie behind the headers, which all JPEGs share.
  for (let at = 1024; at + windowBytes < jpeg.length; at += 509) {
    needles.push({ what: `bytes of picture ${number}`, bytes: Buffer.from(jpeg.subarray(at, at + windowBytes)) })
    needles.push({
      what: `base64 of picture ${number}`,
      bytes: Buffer.from(Buffer.from(jpeg.subarray(at - (at % 3), at - (at % 3) + 48)).toString('base64')),
    })
  }
  return needles
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

async function search(folders: string[], needles: Needle[]): Promise<{ files: number; found: string[] }> {
  const found = new Set<string>()
  let files = 0
  for (const folder of folders) {
    for await (const path of filesBelow(folder)) {
      // A file may vanish between listing and reading: SQLite's journals do.
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      if (!bytes) continue
      files++
      for (const { what, bytes: needle } of needles) if (bytes.includes(needle)) found.add(`${what} in ${path}`)
    }
  }
  return { files, found: [...found] }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-at-rest-'))
  const data = join(folder, 'data')
  const temp = join(folder, 'tmp')
  await mkdir(temp)
  const env = { LIMEN_DATA_DIR: data, TMPDIR: temp, LIMEN_LOG_LEVEL: 'info', DATABASE_URL: '' }
  const findings: string[] = []
  const say = (title: string, { files, found }: { files: number; found: string[] }) => {
    console.log(`${title}: ${files} files searched, ${found.length} findings`)
    findings.push(...found.map((line) => `${title}: ${line}`))
  }

  try {
    const engines = createEngines({ root, workers: 1 })
    const faces: CutFace[] = (await cutFaces(root, engines)).slice(0, 5)
    await engines.close()
    const jpegs = faces.map(({ jpeg }, number) => withMarker(jpeg, marker(number)))
    const needles = faces.flatMap(({ template }, number) => [
      ...templateNeedles(template, number),
      ...pictureNeedles(jpegs[number], number),
    ])
    // A search that cannot find anything proves nothing: it has to find every needle in a file that holds them all.
    const heap = join(folder, 'heap')
    await mkdir(heap)
    await writeFile(join(heap, 'all'), Buffer.concat(needles.map(({ bytes }) => bytes)))
    const { found } = await search([heap], needles)
    if (found.length !== new Set(needles.map(({ what }) => what)).size)
      throw new Error('The search misses what is there.')
    await rm(heap, { recursive: true })

    const client = await createClient(root, env, 'at-rest')
    // So many more that the gallery is set aside as a snapshot, which is searched like everything else.
    const crowd = await openContext({ env })
    const { model } = crowd.engines.face
    await fillWithTemplates(crowd, client.tenantId, model.id, model.dimension, 2_000)
    await crowd.close()
    const server = await RunningServer.start(root, env)
    const userIds: string[] = []
    for (const [number, photo] of jpegs.entries()) {
      const { data: created } = await server.legacy(client, 'POST', '/users', { reference_id: `person-${number}` })
      const path = `/users/${created.id}/dialogue/`
      const { data: enrolled } = await server.legacy(client, 'POST', `${path}enroll/face`, { photo })
      if (enrolled.enrolled !== true) throw new Error(`Enrolment was refused: ${enrolled.message}`)
      const { data: verified } = await server.legacy(client, 'POST', `${path}verify/face`, { photo })
      if (verified.verified !== true) throw new Error(`Verification failed: ${verified.message}`)
      await server.legacy(client, 'POST', '/users/find-by-face', { photo })
      userIds.push(created.id!)
    }
    say('server running', await search([folder], needles))
    if (new RegExp(`${client.secret}|limen-at-rest-marker`).test(server.output())) findings.push('a secret in the log')
    await server.end('SIGTERM')
    say('server stopped', await search([folder], needles))

    // An older copy of the main database and its blobs, taken before the erasure; the keystore is not in such a copy.
    const older = join(folder, 'older')
    await cp(data, older, { recursive: true, filter: (path) => !path.includes('keystore') })
    const again = await RunningServer.start(root, env)
    const { data: removed } = await again.legacy(client, 'DELETE', `/users/${userIds[0]}`)
    if (removed.message !== 'USER_REMOVED_WITH_SUCCESS') throw new Error(`Erasure failed: ${removed.message}`)
    await again.end('SIGTERM')
    say('after an erasure', await search([data, temp], needles))

    for (const name of await readdir(data)) {
      if (name.startsWith('keystore')) await cp(join(data, name), join(older, name), { recursive: true })
    }
    const keyFile = join(folder, 'data.key')
    const context = await openContext({ env: { ...env, LIMEN_DATA_DIR: older, LIMEN_KEY_FILE: keyFile } })
    const table = context.db.tables.templates
    const templates = await context.db.sql.select().from(table).where(inArray(table.userId, userIds))
    const parts: Buffer[] = []
    let opened = 0
    for (const { id, tenantId, userId, sealed } of templates) {
      const place = { table: 'templates', row: id, tenantId }
      const outcome = await context.keys.openForUser(userId, place, sealed).then(
        () => 'opens',
        (error: Error) => (error instanceof KeyDestroyed ? 'destroyed' : `fails as ${error.name}`),
      )
      const expected = userId === userIds[0] ? 'destroyed' : 'opens'
      if (outcome !== expected) findings.push(`older copy, user ${userId}: ${outcome}, expected ${expected}`)
      if (outcome === 'opens') opened++
    }
    const gallery = `${client.tenantId}/${model.id}`
    const inSnapshot = { tenantId: client.tenantId, gallery, head: await changeHead(context.db, client.tenantId) }
    for await (const part of context.snapshots.read(gallery)) parts.push(part)
    if (parts.length < 2) findings.push('the older copy holds no snapshot of the gallery')
    const loaded = await loadSnapshot(context, inSnapshot, async () => void findings.push('the older snapshot opens'))
    if (loaded) findings.push('the older snapshot is loaded')
    await context.close()
    if (templates.length !== 5) findings.push(`the older copy holds ${templates.length} templates, expected 5`)
    console.log(
      `older copy with today's keystore: ${templates.length} templates, ${opened} open, the erased user's does not, nor does the gallery's snapshot`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  endWith(findings)
}

await main()
