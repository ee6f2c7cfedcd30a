/** Whether somebody speaks, and has spoken to the end, from how loud it is: what stops a recording by itself. Judges no quality. */

export interface Hearing {
  elapsedMs: number
  /** Of it with speech. */
  spokenMs: number
  /** Since the last of it. */
  quietMs: number
  /** How loud it is where nobody speaks, dB below full scale. */
  floorDb: number
}

export const atFirst: Hearing = { elapsedMs: 0, spokenMs: 0, quietMs: 0, floorDb: 0 }

/** A voice is so much louder than what lies beneath it. */
const aboveFloorDb = 10
/** Never taken for a voice, however quiet the room. */
const faintestDb = -55
/** A room may grow louder; a pause within a word brings the floor down again. */
const floorRisesDbPerSecond = 2

export function hear(before: Hearing, levelDb: number, ms: number): Hearing {
  const floorDb = Math.min(levelDb, before.floorDb + (floorRisesDbPerSecond * ms) / 1000)
  const isVoice = levelDb > Math.max(faintestDb, floorDb + aboveFloorDb)
  return {
    elapsedMs: before.elapsedMs + ms,
    spokenMs: before.spokenMs + (isVoice ? ms : 0),
    quietMs: isVoice ? 0 : before.quietMs + ms,
    floorDb,
  }
}

export const longestMs = 15_000

/** So much was said, and then nothing for so long: a pause between two words is shorter. */
const leastSpokenMs = 700
const silenceMs = 1_300

export const isOver = ({ elapsedMs, spokenMs, quietMs }: Hearing): boolean =>
  elapsedMs >= longestMs || (spokenMs >= leastSpokenMs && quietMs >= silenceMs)

/** Root mean square, dB below full scale; -100 for silence. */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length)
  return Math.max(-100, 10 * Math.log10(power + 1e-12))
}
