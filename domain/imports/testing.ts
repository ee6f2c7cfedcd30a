/** Archives for tests of imports, and their way in. */
import { ZipFile } from 'yazl'
import type { Context } from '../context'
import type { RunningJob } from '../jobs'
import { partBytes } from './parts'
import { finishUpload, putPart, startImport, type Import } from './upload'

/** A zip of these files, in their order. */
export async function zipOf(files: Record<string, Uint8Array | string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(Buffer.from(bytes), name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

export async function uploaded(context: Context, archive: Uint8Array, name = 'people.zip'): Promise<Import> {
  const started = await startImport(context, { name, byteCount: archive.length })
  for (let part = 0; part < started.partCount; part++) {
    const bytes = archive.subarray(part * partBytes, (part + 1) * partBytes)
    await putPart(context, { importId: started.id, part, bytes })
  }
  return finishUpload(context, { importId: started.id })
}

/** As the job loop would call it. */
export const quietly: Pick<RunningJob, 'signal' | 'progress'> = {
  signal: new AbortController().signal,
  progress: () => undefined,
}
