/**
 * Errors that engines, keys and blobs throw, known by their names: Next bundles their modules several times into one process,
 * so that the class an error was made of need not be the class that is asked for here.
 */
import type { BlobMissing, KeyDestroyed, SealBroken } from '@/db/types'
import type { ModelRefused } from '@/engines/added/types'
import type { EngineBusy, PictureRefused, ReadingFailed, SearchStopped, WorkerLost } from '@/engines/types'
import type { RecordingRefused } from '@/engines/voice/types'

interface Faults {
  BlobMissing: BlobMissing
  KeyDestroyed: KeyDestroyed
  SealBroken: SealBroken
  EngineBusy: EngineBusy
  ModelRefused: ModelRefused
  PictureRefused: PictureRefused
  ReadingFailed: ReadingFailed
  RecordingRefused: RecordingRefused
  SearchStopped: SearchStopped
  WorkerLost: WorkerLost
}

export function isFault<Name extends keyof Faults>(error: unknown, name: Name): error is Faults[Name] {
  return error instanceof Error && error.name === name
}
