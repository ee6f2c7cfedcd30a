/** Which template model a set of engines makes: a shipped one, or one that an operator added. */
import { createHash } from 'node:crypto'
import { addedId } from './added/manifest'
import type { AddedModel } from './added/types'
import { templateName } from './face/shipped-nets'
import type { Manifest, TemplateEntry } from './models'
import { voiceTemplateName } from './voice/nets'

export interface DecidingTemplate extends Omit<TemplateEntry, 'nets'> {
  id: string
  isShipped: boolean
}

/** The shipped nets that find what an added net then describes. */
const finders = { face: ['blazeface', 'landmark_68'], voice: ['speech'] }

export function faceTemplate(manifest: Manifest, secondDescriptor: boolean, added: AddedModel | null) {
  return added ? templateOf(manifest, added) : shipped(manifest, templateName(secondDescriptor))
}

export function voiceTemplate(manifest: Manifest, added: AddedModel | null) {
  return added ? templateOf(manifest, added) : shipped(manifest, voiceTemplateName)
}

function shipped({ templates }: Manifest, name: string): DecidingTemplate {
  const entry = templates[name]
  if (!entry) throw new Error(`models.json does not name the template model ${name}.`)
  return { ...entry, id: `${name}@${entry.version}`, isShipped: true }
}

function templateOf({ nets }: Manifest, { manifest, sha256 }: AddedModel): DecidingTemplate {
  const { kind, name, version, output, thresholds } = manifest
  const lines = [...finders[kind].map((net) => nets[net]!.sha256), sha256].join('\n')
  return {
    id: addedId(manifest),
    name,
    version,
    sha256: createHash('sha256').update(lines).digest('hex'),
    dimension: output.dimension,
    thresholds,
    isShipped: false,
  }
}
