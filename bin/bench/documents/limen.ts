/** Limen's own reading of a zone as it is shipped: lines of print are found, and those of a zone read. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultLimits } from '@/engines/decode'
import { decodeNode } from '@/engines/decode-node'
import { loadDocumentNets } from '@/engines/document/nets'
import { findLines } from '@/engines/document/text'
import { readZone } from '@/engines/document/zone/read'
import { loadManifest } from '@/engines/models'
import { createRuntime } from '@/engines/runtime'
import type { ZoneReader } from './zone-reader'

export async function limen(root: string): Promise<ZoneReader> {
  const readModel = (file: string) => readFile(join(root, 'build/models', file))
  const nets = await loadDocumentNets(createRuntime({ threads: 1 }), loadManifest(), readModel)
  return {
    async read(crop) {
      const { image } = await decodeNode(crop, defaultLimits)
      const zone = await readZone(nets.zone_line, image, await findLines(nets.text_lines, image))
      return zone?.lines ?? []
    },
  }
}
