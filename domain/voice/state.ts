/**
 * A conversation in which a person speaks prompts, as one pure function: what is open, what happened, and what follows. It knows
 * neither rows nor recordings; who was heard is decided elsewhere, once it is complete. Section 3.6 of the legacy contract.
 */

export const operations = ['enrol', 'verify', 'adapt'] as const
export type Operation = (typeof operations)[number]

/** What is open; null: nothing. */
export interface Open {
  operation: Operation
  /** Recordings that were accepted. */
  accepted: number
  /** How many are needed in all. */
  needed: number
  /** Rejected since the last accepted one, or the start. */
  rejectedInARow: number
}

export type State = Open | null

export type Event =
  /** Somebody calls. `known`: with the name of the session that this conversation is held in. */
  | { kind: 'called'; operation: Operation; withRecording: boolean; known: boolean }
  /** The recording of a call that was to be judged. `brief`: good, but of little speech. */
  | { kind: 'judged'; verdict: Verdict }
  | { kind: 'restarted' }
  | { kind: 'expired' }

export type Verdict = 'good' | 'brief' | 'rejected'

export type Step =
  /** A new conversation, with its first prompt; what was open before is dropped. */
  | { kind: 'start'; state: Open }
  /** The open conversation and its prompt once more. */
  | { kind: 'repeat'; state: Open }
  /** The recording has to be judged. */
  | { kind: 'judge'; state: Open }
  /** The recording counts; the next prompt. */
  | { kind: 'next'; state: Open }
  /** The recording does not count; the same prompt. */
  | { kind: 'retry'; state: Open }
  /** Every recording that was needed is there. */
  | { kind: 'complete'; state: null }
  | { kind: 'failed'; state: null }
  /** Nothing is open any more. */
  | { kind: 'ended'; state: null }

/** How many accepted recordings an operation takes (I). */
export const recordingsNeeded: Readonly<Record<Operation, number>> = { enrol: 3, verify: 1, adapt: 1 }

/** So many rejected recordings in a row end a conversation (I). */
export const mostRejected = 3

/**
 * A brief recording is not enough to compare by itself, so that a verification takes one more then (D: one call or more, by the
 * quality of the sample); never a third, and never more for an enrolment, which has several anyway.
 */
const neededAfterBrief = 2

/** @throws RangeError for what cannot happen: a judgement where nothing is open */
export function step(state: State, event: Event): Step {
  switch (event.kind) {
    case 'called':
      return called(state, event)
    case 'judged':
      if (!state) throw new RangeError('Nothing is open that a recording could count for.')
      return judged(state, event.verdict)
    case 'restarted':
    case 'expired':
      return { kind: 'ended', state: null }
  }
}

function called(state: State, { operation, withRecording, known }: Extract<Event, { kind: 'called' }>): Step {
  const isOpen = state?.operation === operation
  if (withRecording && isOpen && known) return { kind: 'judge', state }
  // A recording from outside the session belongs to another conversation, of which nobody knows anything here (I).
  if (isOpen && !withRecording) return { kind: 'repeat', state }
  return { kind: 'start', state: { operation, accepted: 0, needed: recordingsNeeded[operation], rejectedInARow: 0 } }
}

function judged(state: Open, verdict: Verdict): Step {
  if (verdict === 'rejected') {
    const rejectedInARow = state.rejectedInARow + 1
    if (rejectedInARow >= mostRejected) return { kind: 'failed', state: null }
    return { kind: 'retry', state: { ...state, rejectedInARow } }
  }
  const accepted = state.accepted + 1
  const isShort = verdict === 'brief' && state.operation !== 'enrol'
  const needed = isShort ? Math.max(state.needed, neededAfterBrief) : state.needed
  if (accepted >= needed) return { kind: 'complete', state: null }
  return { kind: 'next', state: { ...state, accepted, needed, rejectedInARow: 0 } }
}
