/** `limen dump` and `limen restore`: a tenant as one file, and back. */
import { access, constants, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { exportDump } from '@/domain/dumps/export'
import { restoreDump } from '@/domain/dumps/restore/restore'
import { wordsFor } from '@/domain/dumps/make'
import { AppError } from '@/domain/errors'
import { mainSlug } from '@/domain/tenants'
import { requiredOption, unreadable, UsageError, type Call, type Command } from './command'
import { counted, facts, moment } from './print'

const dump: Command = {
  name: 'dump',
  summary: 'write everything the bureau knows of a tenant to a zip file',
  usage: 'OUT.zip [--tenant SLUG] [--passphrase-file FILE | --plain --reason TEXT]',
  help: [
    'OUT.zip                 a new file; with a passphrase it is an age file, best named OUT.zip.age',
    '--tenant SLUG           whose; default: main',
    '--passphrase-file FILE  with pictures and templates, behind the passphrase on the first line of FILE (- for standard input)',
    '--plain                 with pictures and templates, readable by everybody who has the file',
    '--reason TEXT           why it has to be plain; kept with the dump',
    '',
    'Without either, pictures and templates are left out. Passwords, secrets and keys never go in.',
  ],
  options: {
    tenant: { type: 'string' },
    'passphrase-file': { type: 'string' },
    plain: { type: 'boolean' },
    reason: { type: 'string' },
  },
  positionals: 1,
  async run(call) {
    const { bureau, pathOf, positionals, values, print, remark } = call
    const passphrase = await readPassphrase(call)
    if (passphrase !== undefined && values.plain) throw new UsageError('Name --passphrase-file or --plain, not both.')
    if (values.plain) requiredOption(values, 'reason')
    const path = pathOf(positionals[0]!)
    const out = await NewFile.create(path)
    try {
      const context = await bureau()
      const made = await exportDump(
        context,
        {
          tenantSlug: String(values.tenant ?? mainSlug),
          biometrics: passphrase !== undefined ? 'passphrase' : values.plain ? 'plain' : 'none',
          passphrase,
          reason: values.plain ? String(values.reason) : undefined,
        },
        (file) => out.fill(file),
        progressTo(remark),
      )
      await out.keep()
      const { id, name, sizeBytes, sha256, counts } = made
      print({
        json: { path, id, name, sizeBytes, sha256, counts },
        text: facts([
          ['file', path],
          ['bytes', sizeBytes],
          ['sha256', sha256],
          ...Object.entries(counts ?? {}).map(([noun, count]): [string, number] => [noun, count]),
        ]),
      })
    } catch (error) {
      await out.discard()
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
        throw new AppError('internal', wordsFor(error), { cause: error })
      }
      throw error
    }
  },
}

const restore: Command = {
  name: 'restore',
  beginsBureau: true,
  summary: 'read a dump back into an empty bureau, sealed under new keys',
  usage: 'DUMP [--passphrase-file FILE] [--clients-file FILE] [--beside]',
  help: [
    'DUMP                    a file of `limen dump` or of the portal',
    '--passphrase-file FILE  its passphrase, on the first line of FILE (- for standard input)',
    '--clients-file FILE     a new file for the new secrets of the clients; default: DUMP.clients.json',
    '--beside                the bureau may hold other tenants already',
    '',
    'Stop the server first, and start it afterwards. Whatever goes wrong, nothing is half restored.',
  ],
  options: {
    'passphrase-file': { type: 'string' },
    'clients-file': { type: 'string' },
    beside: { type: 'boolean' },
  },
  positionals: 1,
  async run(call) {
    const { bureau, pathOf, positionals, values, print, remark } = call
    const passphrase = await readPassphrase(call)
    const path = pathOf(positionals[0]!)
    await access(path, constants.R_OK).catch((error: unknown) => {
      throw unreadable(path, error)
    })
    // There before anything is restored: secrets that cannot be written down would be lost.
    const secrets = await NewFile.create(pathOf(String(values['clients-file'] ?? `${path}.clients.json`)))
    try {
      const context = await bureau()
      const tell = progressTo(remark)
      const { clients, admins, ...restored } = await restoreDump(context, {
        path,
        passphrase,
        scratchDir: context.environment.dataDir,
        beside: values.beside === true,
        progress: (phase, share, note) => void tell(share, `${phase} ${note}`),
      })
      if (clients.length > 0) {
        await secrets.fill([Buffer.from(`${JSON.stringify(clients, null, 2)}\n`)])
        await secrets.keep()
      } else await secrets.discard()
      const { tenant, madeAt, counts, withoutBytes } = restored
      print({
        json: { ...restored, admins, clientsFile: clients.length > 0 ? secrets.path : null },
        text: [
          facts([
            ['tenant', `${tenant.slug} (${tenant.id})`],
            ['as of', moment(new Date(madeAt))],
            ...Object.entries(counts).map(([noun, count]): [string, number] => [noun, count]),
          ]),
          '',
          ...(withoutBytes > 0
            ? [
                `${counted(withoutBytes, 'picture or template', 'pictures and templates')} were not in the dump: these people have to be enrolled again.`,
              ]
            : []),
          ...(clients.length > 0
            ? [`${counted(clients.length, 'client')} got new secrets; they stand in ${secrets.path} and nowhere else.`]
            : []),
          ...(admins.length > 0
            ? [
                'No password was in the dump. Give each admin a link to choose a new one:',
                ...admins.map(({ email }) => `  limen admin reset-link ${email}`),
              ]
            : []),
        ].join('\n'),
      })
    } catch (error) {
      await secrets.discard()
      throw error
    }
  },
}

async function readPassphrase({ values, pathOf, stdin }: Call): Promise<string | undefined> {
  const path = values['passphrase-file'] as string | undefined
  if (path === undefined) return undefined
  const text = path === '-' ? await stdin() : await textOf(pathOf(path))
  return text.split(/\r?\n/, 1)[0]!
}

/** @throws AppError */
const textOf = (path: string) =>
  readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })

/** Says where it is, at most every two seconds. */
function progressTo(remark: Call['remark']) {
  let saidAt = Date.now()
  return async (share: number, note: string) => {
    if (Date.now() - saidAt < 2_000) return
    saidAt = Date.now()
    remark(`${Math.floor(share * 100)} % ${note}`)
  }
}

/** A file of the operator's alone that is there in whole or not at all, and never replaces another. */
class NewFile {
  private constructor(
    readonly path: string,
    private readonly draft: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<NewFile> {
    try {
      // Takes the name, so that a later one cannot fail for it.
      await (await open(path, 'wx', 0o600)).close()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') throw new UsageError(`${path} is there already; name a new file.`, { cause: error })
      const message = `${path} cannot be made${code === 'ENOENT' ? ': there is no such folder' : ''}.`
      if (code !== undefined) throw new AppError('invalid_input', message, { cause: error, subject: 'file' })
      throw error
    }
    const draft = `${path}.part`
    return new NewFile(path, draft, await open(draft, 'w', 0o600))
  }

  /** In place of whatever it held. */
  async fill(parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    await this.file.truncate(0)
    let at = 0
    for await (const part of parts) {
      // A nearly full disk takes less than it is given, before it takes nothing.
      for (let from = 0; from < part.length;) {
        const { bytesWritten } = await this.file.write(part, from, part.length - from, at)
        from += bytesWritten
        at += bytesWritten
      }
    }
  }

  async keep(): Promise<void> {
    await this.file.sync()
    await this.file.close()
    await rename(this.draft, this.path)
  }

  async discard(): Promise<void> {
    await this.file.close()
    await rm(this.draft, { force: true })
    await rm(this.path, { force: true })
  }
}

export const dumpCommands = [dump, restore]
