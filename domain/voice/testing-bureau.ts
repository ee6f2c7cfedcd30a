/** Voices that are enrolled already, for tests of other things. Nothing outside of tests imports it. */
import type { Context } from '../context'
import { converse } from './converse'
import { recording } from './testing'

export async function enrolVoice(context: Context, userId: string, speaker: string, language?: string): Promise<void> {
  const by = { kind: 'dialogue' as const }
  const call = { userId, operation: 'enrol' as const, language, by }
  await converse(context, call)
  for (let count = 0; count < 3; count++) await converse(context, { ...call, recording: recording({ speaker }) })
}
