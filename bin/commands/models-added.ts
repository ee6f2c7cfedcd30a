/** `limen models add`, `use`, `cancel`, `remove` and `report`: models that the operator brings, and who must enrol again after a switch. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addModel, readManifest, removeModel } from '@/domain/models/models'
import { reportModels, type MustEnrol } from '@/domain/models/report'
import { cancelSwitch, useModel, type SwitchRow, type Wanted } from '@/domain/models/switches'
import { requiredOption, unreadable, UsageError, type Call, type Command } from './command'
import { counted, facts, table } from './print'

const add: Command = {
  name: 'models add',
  summary: 'add a model of your own: a stronger ONNX for faces or voices',
  usage: 'FILE --manifest FILE',
  help: [
    'FILE             the model, one ONNX file',
    '--manifest FILE  what goes in and comes out, its licence, and at which scores it decides: docs/models.md',
    'The file is looked at and run once. Nothing changes until limen models use.',
  ],
  options: { manifest: { type: 'string' } },
  positionals: 1,
  async run({ bureau, positionals: [file], values, pathOf, print }) {
    const path = pathOf(requiredOption(values, 'manifest'))
    const manifest = readManifest(await readJson(path))
    const bytes = await read(pathOf(file!))
    const beside = manifest.kind === 'voice' && manifest.cohort ? join(dirname(path), manifest.cohort.file) : null
    const cohort = beside === null ? null : await read(beside)
    const model = await addModel(await bureau(), { manifest, file: bytes, cohort })
    const { id, kind, sha256, sizeBytes } = model
    const next = manifest.thresholds
      ? `limen models use ${id} switches to it.`
      : 'It has no thresholds yet, so that it cannot be used: docs/models.md says how they are fitted.'
    const told = facts([
      ['model', id],
      ['for', `${kind}s`],
      ['licence', manifest.licence],
      ['SHA-256', sha256],
      ['bytes', sizeBytes],
    ])
    print({ json: model, text: `${told}\n${next}` })
  },
}

const use: Command = {
  name: 'models use',
  summary: 'switch to another model: templates are made anew from kept samples',
  usage: 'ID | --face default | --voice default',
  help: [
    'ID               of an added model, as limen models list shows it',
    '--face default   back to the shipped model of faces',
    '--voice default  back to the shipped model of voices',
    'The running server does it in the background; people are recognised by the old model until then. limen models report',
    'lists who will have to enrol again, limen models cancel ends it until the new model is in use.',
  ],
  options: { face: { type: 'string' }, voice: { type: 'string' } },
  positionals: [0, 1],
  async run({ bureau, positionals: [id], values, print }) {
    const row = await useModel(await bureau(), wantedOf(id, values))
    const text = `The switch from ${row.fromModel} to ${row.toModel} has begun; limen models list shows how far it is. It needs a running server.`
    print({ json: switchJson(row), text })
  },
}

/** @throws UsageError */
function wantedOf(id: string | undefined, values: Call['values']): Wanted {
  const back = (['face', 'voice'] as const).filter((kind) => values[kind] !== undefined)
  if (back.some((kind) => values[kind] !== 'default'))
    throw new UsageError('--face and --voice take the word default only.')
  if (back.length + (id === undefined ? 0 : 1) !== 1)
    throw new UsageError('Name one model, or --face default, or --voice default.')
  return id === undefined ? { shipped: back[0]! } : { id }
}

const cancel: Command = {
  name: 'models cancel',
  summary: 'end a switch that is under way, and remove what it made',
  usage: '--face | --voice',
  help: ['--face, --voice  which one'],
  options: { face: { type: 'boolean' }, voice: { type: 'boolean' } },
  async run({ bureau, values, print }) {
    if (Boolean(values.face) === Boolean(values.voice)) throw new UsageError('Name --face or --voice.')
    const row = await cancelSwitch(await bureau(), { kind: values.face ? 'face' : 'voice' })
    print({ json: switchJson(row), text: `The switch to ${row.toModel} is cancelled; ${row.fromModel} stays in use.` })
  },
}

const remove: Command = {
  name: 'models remove',
  summary: 'remove a model that is not in use',
  usage: 'ID',
  help: ['ID  as limen models list shows it'],
  positionals: 1,
  async run({ bureau, positionals: [id], print }) {
    await removeModel(await bureau(), { id: id! })
    print({ json: { id, removed: true }, text: `${id} was removed.` })
  },
}

const reasons: Record<MustEnrol['why'], string> = {
  not_kept: 'no picture or recording was kept',
  sample_gone: 'what was kept is gone or damaged',
  unreadable: 'what was kept could not be read',
  not_found: 'the model finds no face or voice in what was kept',
  not_made: 'not made yet',
}

const report: Command = {
  name: 'models report',
  summary: 'list who must enrol again, because the model in use has no template of theirs',
  usage: '',
  help: ['While a switch goes on, the list is against the model that comes.'],
  async run({ bureau, print }) {
    const { models, people } = await reportModels(await bureau())
    const rows = people.map((one) => [
      one.tenant,
      one.userId,
      one.externalId,
      one.language ? `${one.kind} (${one.language})` : one.kind,
      reasons[one.why],
    ])
    const head = `Faces by ${models.face}, voices by ${models.voice}: ${counted(people.length, 'enrolment')} of another model only.`
    const list = table(['TENANT', 'USER', 'EXTERNAL ID', 'WHAT', 'WHY'], rows, 'Nobody has to enrol again.')
    print({ json: { models, people }, text: `${head}\n${list}` })
  },
}

export function switchJson({ id, kind, fromModel, toModel, state, startedAt, switchedAt, progress, error }: SwitchRow) {
  return { id, kind, fromModel, toModel, state, startedAt, switchedAt, progress, error }
}

async function readJson(path: string): Promise<unknown> {
  const bytes = await read(path)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw unreadable(path, error, 'JSON')
  }
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
}

export const addedModelsCommands = [add, use, cancel, remove, report]
