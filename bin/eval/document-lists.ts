/** The labelled documents of an evaluation folder (format: its README), and pictures that hold no zone: of people, and rendered. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { renderNegative } from '@/engines/document/rendered/render'
import type { Negative } from './document-readings'
import { readFaceLists } from './people'
import { seededRandom } from './statistics'

const line = z.string().regex(/^[A-Z0-9<]*$/)

const rowSchema = z.object({
  path: z.string().min(1),
  document: z.string().min(1),
  kind: z.enum(['TD1', 'TD2', 'TD3', 'MRVA', 'MRVB', 'IDFR', 'NONE']),
  line1: line,
  line2: line,
  line3: line,
  check_digits_valid: z.enum(['0', '1', '']),
  portrait: z.enum(['0', '1']),
})

export interface LabelledDocument {
  path: string
  /** Pictures of one document share it. */
  document: string
  kind: z.infer<typeof rowSchema>['kind']
  /** The zone as printed; empty where there is none. */
  lines: string[]
  /** Null where there is no zone. */
  checkDigitsValid: boolean | null
  portrait: boolean
}

const listName = 'documents/expected.csv'

/** @throws when the list is missing or a row of it is malformed, naming file and row. */
export function readDocumentList(dataDir: string): LabelledDocument[] {
  const rows: unknown[] = parse(readFileSync(join(dataDir, listName)), { columns: true, skip_empty_lines: true })
  return rows.map((row, index) => {
    const { data, error } = rowSchema.safeParse(row)
    if (error) throw new Error(`Row ${index + 2} of ${listName} is malformed: ${z.prettifyError(error)}`)
    const lines = [data.line1, data.line2, data.line3].filter((text) => text !== '')
    if ((lines.length === 0) !== (data.kind === 'NONE') || (lines.length > 0 && data.check_digits_valid === '')) {
      throw new Error(`Row ${index + 2} of ${listName} says ${data.kind} and does not fill what that takes.`)
    }
    return {
      path: data.path,
      document: data.document,
      kind: data.kind,
      lines,
      checkDigitsValid: lines.length > 0 ? data.check_digits_valid === '1' : null,
      portrait: data.portrait === '1',
    }
  })
}

/** Some of the pictures of people, the same ones in every run. @throws when there are not as many. */
export function chooseFacePictures(dataDir: string, count: number): Negative[] {
  if (count === 0) return []
  const paths = [...readFaceLists(dataDir).pictures.keys()].sort()
  if (paths.length < count) throw new Error(`The lists of faces name ${paths.length} pictures, not ${count}.`)
  const random = seededRandom(5)
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (paths.length - at))
    ;[paths[at], paths[other]] = [paths[other], paths[at]]
  }
  return paths.slice(0, count).map((path) => ({ path, load: () => readFile(join(dataDir, path)) }))
}

/** Sheets of print that are no document with a zone, as they are photographed by hand, the same ones in every run. */
export function renderedNegatives(count: number): Negative[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = index + 1
    const random = seededRandom(seed)
    const between = (least: number, most: number) => least + (most - least) * random()
    const distortion = {
      pixelsPerCharacter: between(11, 22),
      tilt: between(-10, 10),
      perspective: between(0, 0.1),
      blur: between(0, 1),
      noise: between(0, 5),
      quality: Math.round(between(60, 95)),
    }
    return {
      path: `rendered/${seed}.jpg`,
      load: async () => (await renderNegative(seed, distortion)).picture,
    }
  })
}
