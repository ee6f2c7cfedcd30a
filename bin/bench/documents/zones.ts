/** Reads the same crops of zones with every reader, crop by crop in turn within one run, and compares rates and times. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { alignLines, sumOf } from '@/bin/eval/alignment'
import { nextMessage } from '../next-message'
import { median } from '../timing'
import { conditions, renderCrops, type Crop } from './crops'
import type { CropRead, ReaderName } from './reader-process'

const names: ReaderName[] = ['limen, 1 thread', 'tesseract.js, English']
const perFormat = 6

export interface ZoneRow {
  condition: keyof typeof conditions
  reader: ReaderName
  crops: number
  /** Zones of which every character is right. */
  whole: number
  wholeRate: number
  /** One less edit distance over the characters printed. */
  characterRate: number
  /** Median of the crops, from PNG to text. */
  ms: number
  /** Our median over this reader's, of the same crops in the same run: below 1 means ours is faster. */
  oursOverThis: number
  rssMiB: number
}

export async function benchZones(root: string, step: (label: string) => void): Promise<ZoneRow[]> {
  const running: { name: ReaderName; child: ChildProcess }[] = []
  try {
    for (const name of names) {
      step(`starting ${name}`)
      running.push({ name, child: await start(root, name) })
    }
    const rows: ZoneRow[] = []
    for (const condition of Object.keys(conditions) as (keyof typeof conditions)[]) {
      step(`rendering ${condition} zones`)
      const crops = await renderCrops(condition, perFormat)
      step(`reading ${crops.length} ${condition} zones`)
      const reads = new Map<ReaderName, CropRead[]>(names.map((name) => [name, []]))
      for (const { name, child } of running) await read(name, child, crops[0])
      for (const crop of crops) {
        for (const { name, child } of running) reads.get(name)!.push(await read(name, child, crop))
      }
      const oursMs = median(reads.get(names[0])!.map(({ ms }) => ms))
      for (const [reader, of] of reads) rows.push(rowOf(condition, reader, crops, of, oursMs))
    }
    return rows
  } finally {
    for (const { child } of running) child.kill()
  }
}

function rowOf(
  condition: ZoneRow['condition'],
  reader: ReaderName,
  crops: Crop[],
  reads: CropRead[],
  oursMs: number,
): ZoneRow {
  const characters = crops.map(({ lines }) => lines.join('').length)
  const errors = crops.map(({ lines }, i) => Math.min(sumOf(alignLines(reads[i].lines, lines)), characters[i]))
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const whole = errors.filter((count) => count === 0).length
  const ms = median(reads.map((one) => one.ms))
  return {
    condition,
    reader,
    crops: crops.length,
    whole,
    wholeRate: whole / crops.length,
    characterRate: 1 - sum(errors) / sum(characters),
    ms,
    oursOverThis: oursMs / ms,
    rssMiB: Math.round(Math.max(...reads.map(({ rssBytes }) => rssBytes)) / 2 ** 20),
  }
}

async function start(root: string, name: ReaderName): Promise<ChildProcess> {
  const child = fork(join(root, 'build/bench-zone-reader.mjs'), [name], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  await nextMessage(child, `the start of ${name}`)
  return child
}

async function read(name: ReaderName, child: ChildProcess, { png }: Crop): Promise<CropRead> {
  child.send(png)
  return nextMessage(child, `a crop that ${name} read`)
}
