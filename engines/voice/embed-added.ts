/** The speaker net of an added model, as the voice pipeline takes one. */
import { runAdded, type AddedNet } from '../added/run'
import type { AddedVoiceManifest } from '../added/manifest'
import type { SpeakerNet } from './embed'

export function addedSpeaker(added: AddedNet<AddedVoiceManifest>): SpeakerNet {
  return { mel: added.manifest.input.mel, run: (data, dims) => runAdded(added, data, dims) }
}
