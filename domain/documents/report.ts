/** Both sides put together by the engine's rules. */
import { visualFields } from '@/engines/document/fields/index'
import { reportOf } from '@/engines/document/report'
import type { DocumentKind, DocumentReport } from '@/engines/document/report-types'
import type { DocumentReading } from '@/engines/document/types'

export function reportOfSides(
  front: DocumentReading,
  back: DocumentReading | null,
  { expected, now }: { expected: DocumentKind | null; now: Date },
): DocumentReport {
  const visual = {
    front: visualFields(front.lines, now),
    ...(back && { back: visualFields(back.lines, now) }),
  }
  return reportOf({ front, ...(back && { back }) }, visual, expected, now)
}
