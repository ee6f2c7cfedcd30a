/** The way back, from the mail of who is enrolled: what will be erased, and the button that does it. Opening it does nothing. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { Frame, Said } from '@/app/enrol/_frame/frame'
import { fill } from '@/app/enrol/_words/fill'
import { dayOf, languagesOf, pageLanguage, wordsOf } from '@/app/enrol/_words/words'
import { getContext } from '@/app/_lib/context'
import { readWithdrawal } from '@/domain/self-enrolment/withdrawal'
import { withdraw } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  const language = pageLanguage(null, languagesOf((await headers()).get('accept-language')))
  return { title: wordsOf(language).withdrawTitle, referrer: 'no-referrer' }
}

export default async function WithdrawPage({ params }: PageProps<'/withdraw/[token]'>) {
  const { token } = await params
  const asked = await headers()
  const view = /^[\w-]{1,200}$/.test(token)
    ? await readWithdrawal(await getContext({ headers: asked }), { token })
    : null
  const language = pageLanguage(view?.language ?? null, languagesOf(asked.get('accept-language')))
  const words = wordsOf(language)
  if (!view) {
    return (
      <Frame language={language} tenant={null}>
        <Said title={words.withdrawGone} phase="gone">
          <p className="text-lead text-ink-soft">{words.withdrawGoneWhat}</p>
        </Said>
      </Frame>
    )
  }
  const { tenant, enrolledAt, templates, samples, documents } = view
  return (
    <Frame language={language} tenant={tenant}>
      <Said title={words.withdrawTitle} phase="withdraw">
        <p className="text-lead">{fill(words.withdrawWhat, { tenant, day: dayOf(language, enrolledAt) })}</p>
        <ul className="list-disc space-y-1 pl-6">
          <li>{fill(words.withdrawTemplates, { n: templates })}</li>
          <li>{fill(words.withdrawSamples, { n: samples })}</li>
          {documents > 0 && <li>{fill(words.withdrawDocuments, { n: documents })}</li>}
          <li>{words.withdrawRest}</li>
        </ul>
        <Notice tone="wait">{words.withdrawNoWay}</Notice>
        <form action={withdraw.bind(null, token, language)}>
          <Button type="submit" look="danger" className="min-h-12 w-full">
            {words.withdrawConfirm}
          </Button>
        </form>
      </Said>
    </Frame>
  )
}
