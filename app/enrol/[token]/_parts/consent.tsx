'use client'

/** The text, and the choice. Nothing is asked of the camera before. */
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { fill } from '../../_words/fill'
import type { Words } from '../../_words/en'
import { Heading, Steps } from './heading'

export interface Text {
  id: string
  language: string
  version: number
  body: string
}

export function Consent({
  words,
  language,
  tenant,
  name,
  text,
  isFirst,
  isSending,
  problem,
  onAgree,
  onDecline,
}: {
  words: Words
  language: string
  tenant: string
  name: string | null
  text: Text
  isFirst: boolean
  isSending: boolean
  problem: string | null
  onAgree: () => void
  onDecline: () => void
}) {
  const isForeign = text.language.toLowerCase().split('-')[0] !== language
  return (
    <>
      <Steps label={fill(words.steps, { n: 1 })} name={words.step1} />
      <Heading isFirst={isFirst}>{name ? fill(words.greeting, { name }) : words.title}</Heading>
      <p className="text-lead">{fill(words.asks, { tenant })}</p>
      <section aria-labelledby="text" className="space-y-3 rounded-card border border-line bg-surface p-4">
        <h2 id="text" className="font-medium">
          {words.consentTitle}
        </h2>
        {isForeign && <p className="text-small text-ink-soft">{words.consentLanguage}</p>}
        <div lang={text.language} className="whitespace-pre-line wrap-anywhere">
          {text.body}
        </div>
        <p className="text-small text-ink-soft">{fill(words.consentVersion, { n: text.version })}</p>
      </section>
      <p className="text-small text-ink-soft">{words.nothingYet}</p>
      {problem && (
        <Notice tone="bad" role="alert">
          {problem}
        </Notice>
      )}
      <div className="flex flex-col gap-3 sm:flex-row">
        <Button className="min-h-12 sm:flex-1" onClick={onAgree} disabled={isSending}>
          {isSending ? words.sending : words.agree}
        </Button>
        <Button look="quiet" className="min-h-12 sm:flex-1" onClick={onDecline} disabled={isSending}>
          {words.disagree}
        </Button>
      </div>
    </>
  )
}
