/** After a withdrawal: the number by which the receipt is found. */
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Notice } from '@/app/_components/notice'
import { Frame, Said } from '@/app/enrol/_frame/frame'
import { languagesOf, pageLanguage, wordsOf } from '@/app/enrol/_words/words'
import { enrolmentLanguages } from '@/domain/self-enrolment/link'

export const metadata: Metadata = { referrer: 'no-referrer' }

export default async function WithdrawnPage({ searchParams }: PageProps<'/withdraw/done'>) {
  const { receipt, language: asked } = await searchParams
  const own = enrolmentLanguages.find((one) => one === asked) ?? null
  const language = pageLanguage(own, languagesOf((await headers()).get('accept-language')))
  const words = wordsOf(language)
  // Of what stands in the address only what looks like a number of ours is shown.
  const number = typeof receipt === 'string' && /^[0-9a-f-]{36}$/.test(receipt) ? receipt : null
  return (
    <Frame language={language} tenant={null}>
      <Said title={words.withdrawnDone} phase="withdrawn">
        {number && (
          <>
            <Notice tone="good" role="status">
              {words.withdrawnReceipt} <code className="font-mono wrap-anywhere">{number}</code>
            </Notice>
            <p className="text-ink-soft">{words.withdrawnKeep}</p>
          </>
        )}
      </Said>
    </Frame>
  )
}
