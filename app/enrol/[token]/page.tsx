/** Where an enrolment link leads: a person reads, agrees, stands before their own camera and is enrolled. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getContext } from '@/app/_lib/context'
import { openEnrolment } from '@/domain/self-enrolment/person'
import { Frame, Said } from '../_frame/frame'
import { fill } from '../_words/fill'
import { dayOf, languagesOf, pageLanguage, wordsOf } from '../_words/words'
import { Enrolment } from './_parts/enrolment'

const isToken = /^[\w-]{1,200}$/

export async function generateMetadata(): Promise<Metadata> {
  const language = pageLanguage(null, languagesOf((await headers()).get('accept-language')))
  return { title: wordsOf(language).title, referrer: 'no-referrer' }
}

export default async function EnrolPage({ params }: PageProps<'/enrol/[token]'>) {
  const { token } = await params
  const asked = await headers()
  const languages = languagesOf(asked.get('accept-language'))
  const view = isToken.test(token)
    ? await openEnrolment(await getContext({ headers: asked }), { token, languages })
    : ({ state: 'unknown' } as const)
  const language = pageLanguage('language' in view ? view.language : null, languages)
  const words = wordsOf(language)
  const tenant = 'tenant' in view ? view.tenant : null
  if (view.state !== 'opened' && view.state !== 'consented') {
    return (
      <Frame language={language} tenant={tenant}>
        <Said title={words[`${view.state}Title`]} phase={view.state}>
          <p className="text-lead text-ink-soft">{fill(words[view.state], { tenant: tenant ?? '' })}</p>
        </Said>
      </Frame>
    )
  }
  const { name, text, triesLeft, expiresAt } = view
  return (
    <Frame language={language} tenant={view.tenant}>
      <Enrolment
        token={token}
        words={words}
        language={language}
        tenant={view.tenant}
        name={name}
        text={text}
        triesLeft={triesLeft}
        isAgreed={view.state === 'consented'}
        lastDay={dayOf(language, expiresAt)}
      />
    </Frame>
  )
}
