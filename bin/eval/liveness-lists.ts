/** The labelled pictures of an evaluation folder (format: its README) that show a person, or a picture of one held before a camera. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

const listName = 'faces/pad.csv'

const rowSchema = z
  .object({
    path: z.string().min(1),
    label: z.enum(['real', 'attack']),
    attack_type: z.string(),
    source: z.string().min(1),
  })
  .refine(({ label, attack_type }) => (label === 'attack') === (attack_type !== ''), {
    message: 'an attack is of a species, and nothing else is',
  })

export interface SamplePicture {
  path: string
  /** What is held before the camera, e.g. `print`, `screen`; null: a person. */
  species: string | null
  source: string
}

/** @throws when the list is missing or a row of it is malformed, naming file and row. */
export function readSampleList(dataDir: string): SamplePicture[] {
  const rows: unknown[] = parse(readFileSync(join(dataDir, listName)), { columns: true, skip_empty_lines: true })
  return rows.map((row, index) => {
    const { data, error } = rowSchema.safeParse(row)
    if (error) throw new Error(`Row ${index + 2} of ${listName} is malformed: ${z.prettifyError(error)}`)
    return { path: data.path, species: data.attack_type || null, source: data.source }
  })
}
