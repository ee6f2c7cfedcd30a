'use client'

/** Every field that was read: its value to copy, where it comes from, and how sure that is. Absent is what was not read. */
import clsx from 'clsx'
import { Badge } from '@/app/_components/badge'
import { CopyText } from '@/app/_components/copy-text'
import type { DocumentField } from './view'
import { fieldGroups, fieldWords, meaningOf, sourceWords, sureWords } from './words'

/** From here on down a person should look for themselves. */
const unsure = 0.85

export function FieldsList({
  fields,
  current,
  onCurrent,
}: {
  fields: DocumentField[]
  current: string | null
  onCurrent: (name: string | null) => void
}) {
  if (fields.length === 0) return <p className="text-ink-soft">No field could be read, and none is guessed.</p>
  return fieldGroups.map(({ title, names }) => {
    const own = names.flatMap((name) => fields.filter((field) => field.name === name))
    if (own.length === 0) return null
    return (
      <section key={title} aria-label={title} className="space-y-1">
        <h3 className="text-small font-medium text-ink-soft">{title}</h3>
        <dl className="divide-y divide-line">
          {own.map((field) => (
            <div
              key={field.name}
              data-field={field.name}
              onMouseEnter={() => onCurrent(field.name)}
              onMouseLeave={() => onCurrent(null)}
              onFocus={() => onCurrent(field.name)}
              onBlur={() => onCurrent(null)}
              className={clsx(
                '-mx-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-control px-2 py-2',
                current === field.name && 'bg-code',
              )}
            >
              <dt className="text-ink-soft">{fieldWords[field.name]}</dt>
              <dd className="flex min-w-0 flex-wrap items-center justify-end gap-x-3">
                <Meaning field={field} />
                <CopyText label={`the field ${fieldWords[field.name].toLowerCase()}`}>{field.value}</CopyText>
              </dd>
              <dd className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-soft">
                <span className={clsx(field.agrees === false && 'font-medium text-bad')}>{sourceWords(field)}</span>
                <span>{sureWords(field.confidence)}</span>
                {field.confidence < unsure && <Badge tone="wait">look for yourself</Badge>}
                {field.agrees === false && (
                  <span className="w-full wrap-anywhere">
                    The zone says <span className="font-mono">{field.zone}</span>, the print{' '}
                    <span className="font-mono">{field.visual}</span>.
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    )
  })
}

function Meaning({ field: { name, value } }: { field: DocumentField }) {
  const meaning = meaningOf(name, value)
  // Server and browser may call a state differently.
  return (
    meaning && (
      <span className="text-small text-ink-soft" suppressHydrationWarning>
        {meaning}
      </span>
    )
  )
}
