/** `limen models …`: which nets make a template, where they come from, and at which scores they decide. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesOf, loadManifest, sourceName, verifyModelFile, type NetEntry } from '../_context'
import type { Command } from './command'
import { table } from './print'

const list: Command = {
  name: 'models list',
  summary: 'list the models, their sources and licences, and whether their files are the right ones',
  usage: '',
  help: [],
  async run({ root, print }) {
    const { nets, templates } = loadManifest()
    const files = await Promise.all(Object.values(nets).map(async (net) => ({ net, file: await fileState(root, net) })))
    print({
      json: {
        nets: files.map(({ net, file }) => ({ ...net, state: file })),
        templates: Object.values(templates),
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
      ].join('\n'),
    })
  },
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

export const modelsCommands = [list]
