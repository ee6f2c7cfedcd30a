/** Whether one recording holds the voices of different people: templates of stretches of its speech, parted into the two most unlike. */
import { cosine } from '../math'
import { embed, mostSpeechSeconds, type SpeakerNet } from './embed'
import { sampleRate } from './features'
import { meanTemplate } from './score'

const windowSeconds = 1.5
const stepSeconds = 0.75
/**
 * Stretches of one person's speech part into groups that are more alike than this. Measured on recordings of speakers that the net was not
 * taught: 3 of 363 of one person fall below it (2 of 97 where the person acts emotions), and three quarters of those of two people who speak
 * four seconds or more each, half where they speak two. People who take turns faster are not told apart.
 */
const leastLikeness = 0.35
const rounds = 4

/** @param speech 16 kHz, silence cut out; less than two windows of it never sound like two people */
export async function soundsLikeSeveral(speaker: SpeakerNet, speech: Float32Array) {
  const likeness = partedLikeness(await windowTemplates(speaker, speech))
  return likeness !== null && likeness < leastLikeness
}

export async function windowTemplates(speaker: SpeakerNet, speech: Float32Array): Promise<Float32Array[]> {
  const [length, step] = [windowSeconds * sampleRate, stepSeconds * sampleRate]
  const end = Math.min(speech.length, mostSpeechSeconds * sampleRate)
  if (end < 2 * length) return []
  const templates: Float32Array[] = []
  for (let from = 0; from + length <= end; from += step) {
    const template = await embed(speaker, speech.subarray(from, from + length))
    if (template) templates.push(template)
  }
  return templates
}

/**
 * Cosine of the middles of the two groups that the templates fall into (2-means, begun with the two most unlike); null where there are
 * fewer than two, or one stands alone, as a cough does.
 */
export function partedLikeness(templates: readonly Float32Array[]): number | null {
  let middles = mostUnlike(templates)
  if (!middles) return null
  let groups: [Float32Array[], Float32Array[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const [first, second] = middles
    groups = [[], []]
    for (const template of templates) groups[cosine(template, first) >= cosine(template, second) ? 0 : 1].push(template)
    if (groups.some((group) => group.length === 0)) return null
    middles = [meanTemplate(groups[0]), meanTemplate(groups[1])]
  }
  return groups.some((group) => group.length < 2) ? null : cosine(...middles)
}

function mostUnlike(templates: readonly Float32Array[]): [Float32Array, Float32Array] | null {
  let found: [Float32Array, Float32Array] | null = null
  let least = Number.POSITIVE_INFINITY
  for (const [index, first] of templates.entries()) {
    for (const second of templates.slice(index + 1)) {
      const likeness = cosine(first, second)
      if (likeness < least) [least, found] = [likeness, [first, second]]
    }
  }
  return found
}
