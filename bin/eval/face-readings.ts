/** Runs the shipped face engine over every picture of the lists, and keeps what the report needs of each. */
import { availableParallelism } from 'node:os'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { judge, type GateProfile } from '@/engines/face/decide'
import type { Engines } from '@/engines/types'
import { startProgress } from './progress'

export interface PictureReading {
  /** Of the largest face; null when no face was found. */
  template: Float32Array | null
  /** Whether the gate profile lets the picture through. */
  admitted: boolean
  /** Engine's estimate for the largest face; labels groups, decides nothing. */
  gender: 'male' | 'female' | null
}

export async function readPictures(
  engines: Engines,
  dataDir: string,
  paths: string[],
  profile: GateProfile,
): Promise<Map<string, PictureReading>> {
  const readings = new Map<string, PictureReading>()
  const progress = startProgress('reading pictures', paths.length)
  const waiting = [...paths]
  const readNext = async (): Promise<void> => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const reading = await engines.face.read(await readFile(join(dataDir, path)), { properties: true })
      const subject = reading.faces[0]
      readings.set(path, {
        template: subject?.embedding ?? null,
        admitted: judge(reading, profile).accepted,
        gender: subject?.properties?.gender ?? null,
      })
      progress.step()
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, readNext))
  progress.finish()
  return readings
}
