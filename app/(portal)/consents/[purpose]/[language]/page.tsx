import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsInteger } from 'nuqs/server'
import { Badge } from '@/app/_components/badge'
import { Card } from '@/app/_components/card'
import { PageHeader } from '@/app/_components/page-header'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { languageSchema, purposeSchema, textVersions, type ConsentText } from '@/domain/consents/texts'
import { countAgreed } from '@/domain/consents/read'
import { may } from '@/domain/permissions'
import { languageName } from '../../_components/languages'
import { Editor } from './_components/editor'

export const metadata: Metadata = { title: 'Consent text' }

const loadState = createLoader({ version: parseAsInteger })

interface Params {
  params: Promise<{ purpose: string; language: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function ConsentTextPage({ params, searchParams }: Params) {
  const context = await requireAdmin()
  const [named, { version }] = await Promise.all([params, loadState(searchParams)])
  const purpose = purposeSchema.safeParse(named.purpose)
  const language = languageSchema.safeParse(named.language)
  if (!purpose.success || !language.success) notFound()
  const about = { purpose: purpose.data, language: language.data }
  const versions = await textVersions(context, about)
  const draft = versions.find(({ publishedAt }) => !publishedAt) ?? null
  const newest = versions.find(({ publishedAt }) => publishedAt) ?? null
  const shown = versions.find((one) => one.version === version && one.publishedAt) ?? null
  if (version !== null && !shown) notFound()
  const agreed = newest ? await countAgreed(context, { textId: newest.id }) : 0
  return (
    <>
      <PageHeader title={languageName(about.language)}>
        <Link href={`/consents?purpose=${about.purpose}` as Route} className="underline decoration-line">
          Consents
        </Link>{' '}
        for {about.purpose}, in <code className="font-mono text-small">{about.language}</code>
      </PageHeader>
      {shown ? (
        <Shown text={shown} isNewest={shown.id === newest?.id} here={`/consents/${about.purpose}/${about.language}`} />
      ) : (
        <Editor
          key={draft?.id ?? 'new'}
          about={about}
          draft={draft && { id: draft.id, body: draft.body }}
          nextVersion={(newest?.version ?? 0) + 1}
          newest={newest && { version: newest.version, body: newest.body }}
          agreed={agreed}
          mayManage={may(context.actor, 'consents:manage')}
        />
      )}
      {versions.some(({ publishedAt }) => publishedAt) && (
        <Card title="Published versions">
          <ul className="divide-y divide-line">
            {versions
              .filter(({ publishedAt }) => publishedAt)
              .map((one) => (
                <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-6 py-2">
                  <Link
                    href={`/consents/${about.purpose}/${about.language}?version=${one.version}` as Route}
                    className="underline decoration-line hover:decoration-door"
                  >
                    Version {one.version}
                  </Link>
                  <span className="flex items-center gap-3 text-small text-ink-soft">
                    {one.id === newest?.id && <Badge tone="good">in force, {agreed} agreed</Badge>}
                    <Time at={one.publishedAt!} />
                  </span>
                </li>
              ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function Shown({ text, isNewest, here }: { text: ConsentText; isNewest: boolean; here: string }) {
  return (
    <Card title={`Version ${text.version}`}>
      <p className="text-ink-soft">
        {isNewest ? 'In force. ' : 'An earlier version. '}It is never changed, because people have agreed to these very
        words.
      </p>
      <div lang={text.language} className="max-w-prose rounded-control bg-ground px-5 py-4 whitespace-pre-wrap">
        {text.body}
      </div>
      <Link href={here as Route} className="underline decoration-line hover:decoration-door">
        To the next version
      </Link>
    </Card>
  )
}
