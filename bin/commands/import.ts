/** `limen import`: an archive of pictures becomes users, without the portal. The whole of it runs in this command. */
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Context } from '@/domain/context'
import { AppError } from '@/domain/errors'
import { checkWork } from '@/domain/imports/check'
import { cancelImport } from '@/domain/imports/end'
import { getImport, listImportRows } from '@/domain/imports/one'
import { partBytes } from '@/domain/imports/parts'
import { runImport, runWork } from '@/domain/imports/run'
import { finishUpload, putPart, startImport } from '@/domain/imports/upload'
import { workOn, type Work } from '@/domain/imports/work'
import { getTenantBySlug, mainSlug } from '@/domain/tenants'
import { NotWell, unreadable, type Command } from './command'
import { counted, facts, table } from './print'

const importArchive: Command = {
  name: 'import',
  summary: 'make users of an archive of pictures and a table',
  usage: 'FILE.zip [--dry-run] [--tenant SLUG]',
  help: [
    'FILE.zip       pictures and one table that ends in .csv, with the columns external_id and file',
    '               (and, if you like, consent_text, consent_version, consent_language)',
    '--dry-run      look at every row and make nobody a user',
    '--tenant SLUG  whose users they become; default: main',
    '',
    'Rows that cannot be imported are listed, with the reason, and do not hold up the others; the exit code is then 1.',
    'The same archive may be imported again: who is enrolled already stays as they are.',
  ],
  options: { 'dry-run': { type: 'boolean' }, tenant: { type: 'string' } },
  positionals: 1,
  async run({ bureau, positionals: [typed], values, pathOf, print, remark }) {
    const file = pathOf(typed!)
    const found = await stat(file).catch((error: unknown) => {
      throw unreadable(file, error)
    })
    if (!found.isFile()) throw new AppError('invalid_input', `${file} is no file.`, { subject: 'file' })
    const operator = await bureau()
    const slug = typeof values.tenant === 'string' ? values.tenant : mainSlug
    const { id: tenantId } = await getTenantBySlug(operator, slug)
    const context: Context = { ...operator, actor: { kind: 'system', id: 'cli', tenantId } }

    const importId = await upload(context, file, found.size)
    const stop = new AbortController()
    const interrupted = () => stop.abort(new Error('Interrupted.'))
    process.once('SIGINT', interrupted)
    const finished = { ended: false }
    try {
      await work(context, importId, checkWork, 'checked', stop.signal, remark)
      const isDry = Boolean(values['dry-run'])
      const before = await getImport(context, { importId })
      if (!isDry && before.import.state === 'checked' && before.figures.users > 0) {
        await runImport(context, { importId, byJob: false })
        await work(context, importId, runWork, 'imported', stop.signal, remark)
      }
      const after = await getImport(context, { importId })
      finished.ended = after.import.state === 'done'
      const noted = await listImportRows(context, { importId, show: 'noted', first: 500 })
      print({
        json: { ...after.figures, state: after.import.state, error: after.import.error, noted: noted.rows },
        text: report(after, noted, isDry),
      })
      const { outcomes, refused } = after.figures
      if (after.import.error || refused + outcomes.refused + outcomes.failed > 0) throw new NotWell()
    } finally {
      process.removeListener('SIGINT', interrupted)
      // Nothing of the archive stays behind; who was imported does.
      if (!finished.ended) await cancelImport(context, { importId })
    }
  },
}

async function upload(context: Context, file: string, byteCount: number): Promise<string> {
  const { id, partCount } = await startImport(context, { name: basename(file).slice(0, 200), byteCount })
  const handle = await open(file)
  try {
    for (let part = 0; part < partCount; part++) {
      const bytes = Buffer.alloc(Math.min(partBytes, byteCount - part * partBytes))
      await handle.read(bytes, 0, bytes.length, part * partBytes)
      await putPart(context, { importId: id, part, bytes })
    }
  } finally {
    await handle.close()
  }
  await finishUpload(context, { importId: id, byJob: false })
  return id
}

async function work(
  context: Context,
  importId: string,
  what: Work,
  done: string,
  signal: AbortSignal,
  remark: (text: string) => void,
): Promise<void> {
  const tell = async () => {
    const { figures } = await getImport(context, { importId })
    const { enrolled, added, exists, refused, failed } = figures.outcomes
    const count = what.state === 'checking' ? figures.checked : enrolled + added + exists + refused + failed
    const total = what.state === 'checking' ? figures.rows : figures.ok + figures.warning
    remark(`${count} of ${total} rows ${done}`)
  }
  const timer = setInterval(() => void tell().catch(() => undefined), 5_000)
  try {
    await workOn(context, importId, what, { signal, progress: () => undefined }, Infinity)
  } finally {
    clearInterval(timer)
  }
}

function report(
  { import: { error }, figures }: Awaited<ReturnType<typeof getImport>>,
  noted: Awaited<ReturnType<typeof listImportRows>>,
  isDry: boolean,
): string {
  if (error) return error
  const { outcomes, ok, warning, refused, rows, users } = figures
  const lines = facts(
    isDry
      ? [
          ['rows', rows],
          ['would be imported', `${ok + warning}, of ${counted(users, 'user')}`],
          ['of them with a remark', warning],
          ['refused', refused],
        ]
      : [
          ['rows', rows],
          ['enrolled', outcomes.enrolled],
          ['more pictures of the same users', outcomes.added],
          ['enrolled before', outcomes.exists],
          ['refused', refused + outcomes.refused],
          ['failed', outcomes.failed],
        ],
  )
  if (noted.rows.length === 0) return lines
  const remarks = table(
    ['ROW', 'EXTERNAL ID', 'FILE', 'REMARK'],
    noted.rows.map(({ row, externalId, file, reason }) => [row, externalId, file, reason]),
    '',
  )
  return `${lines}\n\n${remarks}${noted.hasMore ? '\n… and more.' : ''}`
}

export const importCommands = [importArchive]
