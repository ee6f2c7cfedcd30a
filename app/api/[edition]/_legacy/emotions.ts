/** Emotions in the contract's words (I), strongest first. */

const words: Readonly<Record<string, string>> = { surprised: 'surprise', fearful: 'fear', disgusted: 'disgust' }

/** The vendor's example names two. What the net gives less than a tenth to is not seen in the face. */
const leastScore = 0.1

export function emotionWords(emotions: readonly { name: string; score: number }[]): string[] {
  return emotions.filter(({ score }) => score >= leastScore).map(({ name }) => words[name] ?? name)
}
