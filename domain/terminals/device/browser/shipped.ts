/** At which scores of the nets that a browser loads two faces are one person's: as the bureau measured it for this build. */
import manifest from '@/engines/models.json' with { type: 'json' }
import type { ThresholdTable } from '@/engines/types'

/** @returns null for a model that was added at the bureau, whose nets a browser does not have */
export function shippedThresholds(modelId: string): ThresholdTable | null {
  const named = Object.entries(manifest.templates).find(([name, { version }]) => `${name}@${version}` === modelId)
  return named ? named[1].thresholds : null
}

/** Whether its templates are those of both descriptors. */
export const isOfTwoDescriptors = (modelId: string): boolean => modelId.startsWith('face-dlib128-faceres1024@')
