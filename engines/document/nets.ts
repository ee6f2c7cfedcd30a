/** Loads the nets that reading documents takes, each proved against the manifest. */
import { verifyModelFile } from '../model-file'
import type { Manifest, PinnedFile } from '../models'
import type { Net, Runtime } from '../runtime'

export const documentNetNames = ['text_lines', 'text_line', 'zone_line'] as const

export type DocumentNetName = (typeof documentNetNames)[number]

export type DocumentNets = Record<DocumentNetName, Net> & {
  /** What the classes of `text_line` stand for. */
  characters: readonly string[]
}

/**
 * @param readFile bytes of a model file by its name in the manifest
 * @throws Error when a file is missing, is not the one the manifest pins, or is not a model
 */
export async function loadDocumentNets(
  runtime: Runtime,
  { nets: entries }: Manifest,
  readFile: (file: string) => Promise<Uint8Array>,
): Promise<DocumentNets> {
  const readPinned = async (pinned: PinnedFile): Promise<Uint8Array> => {
    const bytes = await readFile(pinned.file)
    await verifyModelFile(pinned, bytes)
    return bytes
  }
  const nets: Partial<Record<DocumentNetName, Net>> = {}
  for (const name of documentNetNames) nets[name] = await runtime.load(name, await readPinned(entries[name]))
  const { source, classes } = entries.text_line
  if (!classes) throw new Error('models.json does not say what the classes of text_line stand for.')
  const list = new TextDecoder().decode(await readPinned({ ...classes, source }))
  return { ...(nets as Record<DocumentNetName, Net>), characters: list.split('\n') }
}
