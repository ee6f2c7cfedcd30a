/** What is wrong with the picture of one side, for rooms that have other words for it than the engine. */
import { qualityWords, type QualityCode } from '@/engines/document/page/quality-words'
import type { DocumentReading } from '@/engines/document/types'

export function qualityFaults({ quality }: Pick<DocumentReading, 'quality'>): QualityCode[] {
  return qualityWords(quality).map(({ code }) => code)
}
