/** How good the pictures were; what falls short says what to do about it. */
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { qualityWords } from './quality'
import type { ShownSide } from './view'
import { sideWords } from './words'

export function QualityList({ sides }: { sides: ShownSide[] }) {
  return sides.map(({ side, quality, severalDocuments }) => (
    <section key={side} aria-label={`Picture of the ${sideWords[side].toLowerCase()}`}>
      <h3 className="text-small font-medium text-ink-soft">{sideWords[side]}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 py-2">
        {qualityWords(quality).map(({ what, says, isPoor }) => (
          <div key={what} className="contents">
            <dt className="text-ink-soft">{what}</dt>
            <dd className="flex items-start gap-2">
              {isPoor ? (
                <TriangleAlert aria-label="Poor:" className="mt-1 size-4 shrink-0 text-wait" />
              ) : (
                <CircleCheck aria-hidden className="mt-1 size-4 shrink-0 text-good" />
              )}
              <span className={isPoor ? 'text-wait' : undefined}>{says}</span>
            </dd>
          </div>
        ))}
      </dl>
      {severalDocuments && (
        <p className="text-small text-wait">More than one document lies in the picture; the largest was read.</p>
      )}
    </section>
  ))
}
