/** What was checked and how it ended: an icon, a word, and a sentence. Failures first, what was not tested last. */
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import type { DocumentCheck } from './view'
import { checkWords, outcomeWords } from './words'

const looks = {
  failed: { Icon: CircleX, tone: 'text-bad' },
  passed: { Icon: CircleCheck, tone: 'text-good' },
  not_tested: { Icon: CircleDashed, tone: 'text-ink-soft' },
}
const order = Object.keys(looks)

export function CheckList({ checks }: { checks: DocumentCheck[] }) {
  const sorted = [...checks].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  return (
    <ul className="divide-y divide-line">
      {sorted.map(({ name, outcome, detail }) => {
        const { Icon, tone } = looks[outcome]
        return (
          <li key={name} data-check={name} data-outcome={outcome} className="flex gap-3 py-2">
            <Icon aria-hidden className={`mt-1 size-5 shrink-0 ${tone}`} />
            <div className="min-w-0">
              <p>
                <span className="font-medium">{checkWords[name]}</span>{' '}
                <span className={`text-small ${tone}`}>{outcomeWords[outcome]}</span>
              </p>
              <p className="text-small text-ink-soft">{detail}</p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
