/** `limen models …`: which nets make a template, where they come from, and at which scores they decide. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listModels, type ListedModel } from '@/domain/models/models'
import { listSwitches, type SwitchRow } from '@/domain/models/switches'
import {
  filesOf,
  hasBureau,
  loadManifest,
  readEnvironment,
  sourceName,
  verifyModelFile,
  type NetEntry,
} from '../_context'
import type { Call, Command } from './command'
import { addedModelsCommands, switchJson } from './models-added'
import { moment, table } from './print'

const list: Command = {
  name: 'models list',
  summary: 'list the models, their sources and licences, and whether their files are the right ones',
  usage: '',
  help: [],
  async run({ root, env, bureau, print }) {
    const { nets, templates } = loadManifest()
    const files = await Promise.all(Object.values(nets).map(async (net) => ({ net, file: await fileState(root, net) })))
    const { added, switches } = await ofBureau({ env, bureau })
    print({
      json: {
        nets: files.map(({ net, file }) => ({ ...net, state: file })),
        templates: Object.values(templates),
        added,
        switches: switches.map(switchJson),
      },
      text: [
        table(
          ['NET', 'VERSION', 'FROM', 'LICENCE', 'FILE'],
          files.map(({ net, file }) => [net.name, net.version, sourceName(net.source), net.licence, file]),
          'There is no net.',
        ),
        '',
        table(
          ['TEMPLATE', 'NETS', 'NUMBERS', 'SCORE AT FMR 1e-2, 1e-3, 1e-4, 1e-5 (~ extrapolated)'],
          Object.values(templates).map(({ name, version, nets, dimension, thresholds }) => [
            `${name}@${version}`,
            nets.join(' + '),
            dimension,
            thresholds?.points
              .map(({ threshold, extrapolated }) => `${extrapolated ? '~' : ''}${threshold.toFixed(3)}`)
              .join(', ') ?? 'not measured yet',
          ]),
          'There is no template.',
        ),
        ...(added.length > 0 ? ['', addedTable(added)] : []),
        ...switches.map((row) => `\n${switchText(row)}`),
      ].join('\n'),
    })
  },
}

/** What the operator added. Without a bureau there is nothing, and none is made to find that out. */
async function ofBureau({ env, bureau }: Pick<Call, 'env' | 'bureau'>) {
  if (!hasBureau(readEnvironment(env))) return { added: [], switches: [] }
  const context = await bureau()
  return { added: await listModels(context), switches: await listSwitches(context) }
}

function addedTable(added: ListedModel[]): string {
  const rows = added.map(({ id, kind, manifest, addedAt, isActive }) => [
    id,
    kind,
    manifest.licence,
    manifest.thresholds ? 'yes' : 'none: it cannot be used yet',
    moment(addedAt),
    isActive ? 'in use' : '-',
  ])
  return table(['ADDED', 'FOR', 'LICENCE', 'THRESHOLDS', 'SINCE', ''], rows, '')
}

const stateWords: Record<SwitchRow['state'], string> = {
  running: 'under way',
  switched: 'done; old templates are being removed',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
}

function switchText({ fromModel, toModel, state, progress, error }: SwitchRow): string {
  const share = progress && state === 'running' ? `, ${Math.round(progress.share * 100)} % (${progress.note})` : ''
  return `Switch from ${fromModel} to ${toModel}: ${stateWords[state]}${share}.${error ? ` ${error}` : ''}`
}

/** Whether the net's files are there and are those that the manifest pins. */
export async function fileState(root: string, net: NetEntry): Promise<'right' | 'missing' | 'wrong'> {
  for (const pinned of filesOf(net)) {
    const bytes = await readFile(join(root, 'build/models', pinned.file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (!bytes) return 'missing'
    const isRight = await verifyModelFile(pinned, bytes).then(
      () => true,
      () => false,
    )
    if (!isRight) return 'wrong'
  }
  return 'right'
}

export const modelsCommands = [list, ...addedModelsCommands]
