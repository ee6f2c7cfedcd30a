/** How the state of an import is said. */
import type { Import } from '@/domain/imports/upload'

type Tone = 'good' | 'wait' | 'bad' | 'plain'

export const states: Record<Import['state'], { word: string; tone: Tone }> = {
  uploading: { word: 'uploading', tone: 'wait' },
  checking: { word: 'being checked', tone: 'wait' },
  checked: { word: 'ready to import', tone: 'good' },
  importing: { word: 'importing', tone: 'wait' },
  done: { word: 'done', tone: 'good' },
  cancelled: { word: 'cancelled', tone: 'plain' },
  failed: { word: 'failed', tone: 'bad' },
  expired: { word: 'expired', tone: 'plain' },
}

export const isAtWork = (state: Import['state']) => state === 'checking' || state === 'importing'
