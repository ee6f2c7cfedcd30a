/** What the check of a device found, in words. Pure. */
import type { EngineTrouble } from '@/app/_engine/failures'

/** So many frames with a face in them are measured, after some that warm the engine up. */
export const measuredFrames = 20
export const warmUpFrames = 3

/** People at a door do not notice less, and will not wait for more. */
const [promptMs, patientMs] = [400, 1_500]

export interface Finding {
  tone: 'good' | 'wait' | 'bad'
  words: string
}

export function speedFinding(frameMs: readonly number[]): Finding {
  const sorted = [...frameMs].sort((left, right) => left - right)
  const median = sorted[sorted.length >> 1]!
  const measured = `It recognises a face in ${timeOf(median)}, the middle of ${frameMs.length} looks.`
  if (median <= promptMs) return { tone: 'good', words: `This device can stand at a door. ${measured}` }
  if (median <= patientMs) return { tone: 'wait', words: `This device can stand at a quiet door. ${measured}` }
  return { tone: 'bad', words: `This device is too slow for a door; people can enrol with it. ${measured}` }
}

const timeOf = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)

export function engineFinding({ threads, isIsolated }: { threads: number; isIsolated: boolean }): Finding {
  const by = threads === 1 ? 'on one thread' : `on ${threads} threads`
  if (isIsolated) return { tone: 'good', words: `Loaded, and runs ${by}.` }
  return { tone: 'wait', words: `Loaded, and runs ${by}: this browser gives a page no memory that threads share.` }
}

export function troubleFinding(code: EngineTrouble | undefined, message: string): Finding {
  if (code === 'unreachable') {
    return { tone: 'bad', words: 'Its files do not arrive. Is this device still connected? Then check again.' }
  }
  return { tone: 'bad', words: message }
}

/** @param freeBytes null where the browser does not say */
export function roomFinding(freeBytes: number | null, isLasting: boolean): Finding {
  if (freeBytes === null) return { tone: 'wait', words: 'This browser does not say how much it keeps.' }
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free`
  // The engine itself, and people with their templates many times over.
  if (freeBytes < 100e6) return { tone: 'bad', words: `Too little: ${free}.` }
  if (isLasting) return { tone: 'good', words: `${free}, kept until somebody clears it.` }
  return { tone: 'good', words: `${free}, though the browser may clear it when the device runs full.` }
}
