/**
 * The report on liveness, in the words of ISO/IEC 30107-3: attack presentations that are classed as bona fide (APCER), of each species on
 * its own, and the stand-in that is accepted. Pure. It certifies nothing, and of real people it says nothing at all.
 */
import type { Answer } from './liveness-bureau'
import type { SamplePicture } from './liveness-lists'
import { trialKinds, type Trial, type TrialKind } from './liveness-trials'
import { shareOf, type Share } from './shares'

export interface Judged extends SamplePicture {
  answer: Answer | null
  problem: string | null
}

export interface ReasonCount {
  reason: string
  /** Bursts in which it was found, beside others or alone. */
  bursts: number
}

export interface AttackRate {
  species: string
  /** Accepted of those that were judged. */
  apcer: Share
  reasons: ReasonCount[]
  /** Of the movements that were asked for, the most that any of its bursts made. */
  mostStepsDone: number
  /** Recordings that happened to hold the movements that were asked for, in their order; null where none was recorded. */
  sameOrder: number | null
  accepted: { seed: number; identity: string }[]
}

export interface SampleRate {
  species: string
  source: string | null
  apcer: Share
  reasons: ReasonCount[]
}

export interface Unmeasured {
  rate: null
  reason: string
}

export interface LivenessReport {
  models: readonly string[]
  interval: string
  seeds: { first: number; last: number }
  /** Movements of a challenge. */
  steps: number
  /** People whose pictures the rendered heads were made of. */
  people: number
  challenge: {
    attacks: AttackRate[]
    standIn: {
      accepted: Share
      reasons: ReasonCount[]
      refused: { seed: number; identity: string; reasons: string[] }[]
    }
    bpcer: Unmeasured
  }
  samples: {
    /** Held up still for a challenge: what is not of one source is of all of them. */
    attacks: SampleRate[]
    /** A picture of a person answers no challenge either; a rate over people it is not. */
    picturesOfPeople: { accepted: Share; reasons: ReasonCount[] }
    bpcer: Unmeasured
  }
  passive: { nets: string[]; reason: string }
  bars: { bar: string; holds: boolean }[]
  problems: { name: string; message: string }[]
}

const bpcerOfChallenge =
  'Not measured: the data hold no recording of a real person who answers a challenge. The stand-in is rendered, and stands for none.'
const bpcerOfSamples =
  'Not measured: the real pictures are single ones and answer no challenge, so that each is refused as it should be.'
const passiveReason =
  'None is shipped, so nothing is measured: of the nets that are free to use none told attacks from people by one threshold on two sources.'

/** Of what the bars are set on: attacks none of which may pass, and the share of the stand-in's bursts that has to. */
const standInBar = 0.9

export function reportLiveness(
  models: readonly string[],
  { trials, samples, people }: { trials: readonly Trial[]; samples: readonly Judged[]; people: number },
  steps: number,
): LivenessReport {
  const seeds = trials.map(({ seed }) => seed)
  const standIn = trials.filter(({ kind }) => kind === 'stand-in')
  const attacks = trialKinds
    .filter((kind) => kind !== 'stand-in')
    .map((kind) =>
      attackRate(
        kind,
        trials.filter((trial) => trial.kind === kind),
      ),
    )
  const accepted = acceptedOf(standIn)
  const real = samples.filter(({ species }) => species === null)
  return {
    models,
    interval: 'Wilson, 95 %',
    seeds: { first: Math.min(...seeds), last: Math.max(...seeds) },
    steps,
    people,
    challenge: {
      attacks,
      standIn: {
        accepted,
        reasons: reasonsOf(standIn),
        refused: standIn.flatMap(({ seed, identity, answer }) =>
          answer && !answer.accepted ? [{ seed, identity, reasons: answer.reasons.map(inWords) }] : [],
        ),
      },
      bpcer: { rate: null, reason: bpcerOfChallenge },
    },
    samples: {
      attacks: sampleRates(samples),
      picturesOfPeople: { accepted: acceptedOf(real), reasons: reasonsOf(real) },
      bpcer: { rate: null, reason: bpcerOfSamples },
    },
    passive: { nets: [], reason: passiveReason },
    bars: [
      ...attacks.map(({ species, apcer }) => ({
        bar: `${species}: none accepted`,
        holds: apcer.of > 0 && apcer.count === 0,
      })),
      { bar: `stand-in: at least ${100 * standInBar} % accepted`, holds: accepted.rate >= standInBar },
    ],
    problems: [
      ...trials.map(({ kind, seed, problem }) => ({ name: `${kind} ${seed}`, problem })),
      ...samples.map(({ path, problem }) => ({ name: path, problem })),
    ].flatMap(({ name, problem }) => (problem === null ? [] : [{ name, message: problem }])),
  }
}

function attackRate(kind: TrialKind, trials: readonly Trial[]): AttackRate {
  const recorded = trials.filter(({ sameOrder }) => sameOrder !== null)
  return {
    species: kind,
    apcer: acceptedOf(trials),
    reasons: reasonsOf(trials),
    mostStepsDone: Math.max(0, ...trials.map(({ answer }) => answer?.stepsDone ?? 0)),
    sameOrder: recorded.length === 0 ? null : recorded.filter(({ sameOrder }) => sameOrder).length,
    accepted: trials.filter(({ answer }) => answer?.accepted).map(({ seed, identity }) => ({ seed, identity })),
  }
}

/** Of each species, all its sources together and then each. */
function sampleRates(samples: readonly Judged[]): SampleRate[] {
  const species = [...new Set(samples.flatMap(({ species }) => species ?? []))]
  return species.flatMap((one) => {
    const all = samples.filter((sample) => sample.species === one)
    const sources = [...new Set(all.map(({ source }) => source))]
    const rate = (source: string | null): SampleRate => {
      const some = all.filter((sample) => source === null || sample.source === source)
      return { species: one, source, apcer: acceptedOf(some), reasons: reasonsOf(some) }
    }
    return [rate(null), ...(sources.length > 1 ? sources.map(rate) : [])]
  })
}

interface Answered {
  answer: Answer | null
}

/** What could not be judged was neither accepted nor refused. */
function acceptedOf(all: readonly Answered[]): Share {
  const answers = all.flatMap(({ answer }) => answer ?? [])
  return shareOf(answers.filter(({ accepted }) => accepted).length, answers.length)
}

/** The most frequent first. */
function reasonsOf(all: readonly Answered[]): ReasonCount[] {
  const counts = new Map<string, number>()
  for (const { answer } of all) {
    for (const reason of new Set(answer?.reasons.map(({ reason }) => reason))) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
    }
  }
  return [...counts].map(([reason, bursts]) => ({ reason, bursts })).sort((a, b) => b.bursts - a.bursts)
}

const inWords = ({ reason, action }: Answer['reasons'][number]) => (action ? `${reason} (${action})` : reason)
