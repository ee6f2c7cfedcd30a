/** What is handed in for a challenge: by the stand-in, by each attack, drawn from a seed, and pictures that somebody else took. */
import sharp from 'sharp'
import { random } from '@/engines/document/rendered/random'
import { burst, film } from '@/engines/liveness/rendered/bursts'
import { drawPlan } from '@/engines/liveness/plan'
import type { BurstFrame, LivenessPlan } from '@/engines/liveness/types'
import type { Answer, LivenessBureau } from './liveness-bureau'
import type { Sitter } from './liveness-heads'

/** With the stand-in first, whose frames are what is sent again. */
export const trialKinds = [
  'stand-in',
  'still',
  'plane',
  'sent-again',
  'sent-for-another',
  'replay',
  'recording',
  'swap',
] as const
export type TrialKind = (typeof trialKinds)[number]

export interface Trial {
  kind: TrialKind
  seed: number
  /** Who is on the frames. */
  identity: string
  /** Whether what was recorded before happens to be the movements that are asked for; null where nothing was. */
  sameOrder: boolean | null
  /** Null where the frames could not be judged, which `problem` then says. */
  answer: Answer | null
  problem: string | null
}

/** Of one seed: the same person for the same plan in every kind. */
export async function trialsOf(bureau: LivenessBureau, sitters: readonly Sitter[], seed: number): Promise<Trial[]> {
  const people = random(seed, 'people')
  const sitter = people.pick(sitters)
  const other = people.pick(sitters.filter(({ identity }) => identity !== sitter.identity))
  const trials: Trial[] = []
  const ask = (name = 'plan') => bureau.challenge(random(seed, name).next)

  const tell = async (kind: TrialKind, answer: () => Promise<Answer>, sameOrder: boolean | null = null) => {
    trials.push({ kind, seed, identity: sitter.identity, sameOrder, ...(await outcomeOf(answer)) })
  }

  const first = await ask()
  const genuine = await burst({ species: 'stand-in', head: sitter.head, plan: first.plan, seed })
  await tell('stand-in', () => bureau.answer(first, genuine))
  await tell('sent-again', () => bureau.answer(first, genuine))
  const second = await ask('other plan')
  await tell(
    'sent-for-another',
    () => bureau.answer(second, retimed(genuine, second.plan)),
    isSameOrder(first.plan, second.plan),
  )

  const recordedPlan = drawPlan({ steps: first.plan.steps.length }, random(seed, 'recorded plan').next)
  for (const species of ['still', 'plane', 'replay', 'recording', 'swap'] as const) {
    const challenge = await ask()
    const { plan } = challenge
    const frames = await burst({ species, head: sitter.head, other: other.head, plan, recordedPlan, seed })
    const isRecorded = species === 'replay' || species === 'recording'
    await tell(species, () => bureau.answer(challenge, frames), isRecorded ? isSameOrder(plan, recordedPlan) : null)
  }
  return trials
}

async function outcomeOf(answer: () => Promise<Answer>): Promise<Pick<Trial, 'answer' | 'problem'>> {
  try {
    return { answer: await answer(), problem: null }
  } catch (error) {
    return { answer: null, problem: (error as Error).message }
  }
}

/** The same frames at the pace of another plan. */
export function retimed(frames: readonly BurstFrame[], { lengthMs }: LivenessPlan): BurstFrame[] {
  const last = frames.at(-1)!.atMs
  return frames.map(({ atMs, picture }) => ({ atMs: Math.round((atMs / last) * (lengthMs - 60)), picture }))
}

export function isSameOrder(one: LivenessPlan, other: LivenessPlan): boolean {
  const order = ({ steps }: LivenessPlan) => steps.map(({ action }) => action).join()
  return order(one) === order(other)
}

/** Seeds of samples, beside those of the trials. */
const firstSampleSeed = 100_000
/** The longer side that a picture is enlarged or reduced to, in pixels. */
const sampleSide = 640

/** A picture held up for as long as a challenge lasts, as a camera would see it. */
export async function stillTrial(
  bureau: LivenessBureau,
  picture: Uint8Array,
  index: number,
): Promise<Pick<Trial, 'answer' | 'problem'>> {
  const { data, info } = await sharp(picture)
    .autoOrient()
    .resize(sampleSide, sampleSide, { fit: 'inside' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const seed = firstSampleSeed + index
  const challenge = await bureau.challenge(random(seed, 'plan').next)
  const image = { width: info.width, height: info.height, data: new Uint8Array(data) }
  const frames = await film(() => image, challenge.plan, random(seed, 'sample'))
  return outcomeOf(() => bureau.answer(challenge, frames))
}
