/** What a receipt says, in words. */
import type { ListedErasure } from '@/domain/erasure-list'
import type { Seal } from '@/domain/erasures'
import { plural } from '../../users/_components/words'

export const sealWords: Record<Seal, { label: string; tone: 'good' | 'wait' | 'bad'; meaning: string }> = {
  genuine: {
    label: 'Genuine',
    tone: 'good',
    meaning: 'The key was destroyed, and this bureau signed that it was.',
  },
  altered: {
    label: 'Altered',
    tone: 'bad',
    meaning: 'The signature of this receipt does not fit: it was altered after it was written.',
  },
  unknown_key: {
    label: 'Another key',
    tone: 'wait',
    meaning:
      'This receipt was signed by a key that this bureau does not have: that of the bureau which a dump was restored from, or nobody’s. It can be checked there only.',
  },
}

/** What went, and where from. */
export function removedWords({
  templates,
  samples,
  devices,
  documents = 0,
  blobs,
}: ListedErasure['removed']): string[] {
  const rows = [
    ...(templates > 0 ? [plural(templates, 'template')] : []),
    ...(samples > 0 ? [plural(samples, 'picture')] : []),
    ...(documents > 0 ? [plural(documents, 'kept document')] : []),
    ...(devices > 0 ? [plural(devices, 'device')] : []),
  ]
  return [
    'The key, from the keystore',
    `${['The user', ...rows].join(', ')}, from the database`,
    ...(blobs > 0 ? [`${plural(blobs, 'file')}, from the storage`] : []),
  ]
}
