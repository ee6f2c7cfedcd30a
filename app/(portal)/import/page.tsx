import type { Metadata, Route } from 'next'
import Link from 'next/link'
import { sizeWords } from '@/app/_lib/size'
import { Badge } from '@/app/_components/badge'
import { ButtonLink } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Notice } from '@/app/_components/notice'
import { PageHeader } from '@/app/_components/page-header'
import { Refresh } from '@/app/_components/refresh'
import { Sideways } from '@/app/_components/sideways'
import { Time } from '@/app/_components/time'
import { requireAdmin } from '@/app/_lib/auth'
import { listImports } from '@/domain/imports/one'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'
import { isAtWork, states } from './_components/states'
import { Upload } from './_components/upload'

export const metadata: Metadata = { title: 'Import' }

export default async function ImportPage() {
  const context = await requireAdmin()
  if (!may(context.actor, 'users:import')) {
    return (
      <>
        <PageHeader title="Import" />
        <Notice tone="wait">Only owners and admins import people. Ask one of them.</Notice>
      </>
    )
  }
  const [{ settings }, imports] = await Promise.all([getTenant(context), listImports(context)])
  return (
    <>
      <PageHeader
        title="Import"
        acts={
          <ButtonLink look="quiet" href="/api/imports/template" prefetch={false} download="people.csv">
            Download an empty table
          </ButtonLink>
        }
      >
        Many people at once, from a zip archive of pictures and one table. Every row is checked first; nobody becomes a
        user before you say so.
      </PageHeader>
      <Card title="A new archive">
        <Upload limitMib={settings.importLimitMib} />
        <details className="rounded-control bg-code px-4 py-3">
          <summary className="cursor-pointer font-medium">What belongs into the archive</summary>
          <div className="mt-3 space-y-2">
            <p>
              Pictures as JPEG, PNG or WebP, each of one person, and one table that ends in <code>.csv</code> with a
              first row that names the columns. Comma, semicolon or tab; UTF-8.
            </p>
            <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_1fr]">
              <dt className="font-mono text-small">external_id</dt>
              <dd>
                Your own id of the person. Several rows with the same one are several pictures of the person, up to ten.
              </dd>
              <dt className="font-mono text-small">file</dt>
              <dd>The picture in the archive, such as pictures/1001.jpg.</dd>
              <dt className="font-mono text-small">consent_text</dt>
              <dd>Optional. The purpose that the person agreed to, such as recognition.</dd>
              <dt className="font-mono text-small">consent_version, consent_language</dt>
              <dd>Optional. Which words: the newest version where it is left out.</dd>
            </dl>
          </div>
        </details>
      </Card>
      {imports.length > 0 && (
        <Card title="Imports">
          <Sideways label="Imports">
            <table className="w-full text-left">
              <thead>
                <tr className="border-b border-line text-small text-ink-soft">
                  {['Archive', 'State', 'Rows', 'Size', 'Begun'].map((name) => (
                    <th key={name} scope="col" className="px-3 py-2 font-medium">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {imports.map(({ id, name, state, rowCount, byteCount, createdAt }) => (
                  <tr key={id} className="border-b border-line last:border-0">
                    <td className="px-3 py-2">
                      <Link href={`/import/${id}` as Route} className="underline decoration-line hover:decoration-door">
                        {name}
                      </Link>
                    </td>
                    <td className="px-3 py-2">
                      <Badge tone={states[state].tone}>{states[state].word}</Badge>
                    </td>
                    <td className="px-3 py-2 tabular-nums">{rowCount?.toLocaleString('en-GB') ?? '–'}</td>
                    <td className="px-3 py-2 whitespace-nowrap tabular-nums">{sizeWords(byteCount)}</td>
                    <td className="px-3 py-2">
                      <Time at={createdAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Sideways>
        </Card>
      )}
      {imports.some(({ state }) => isAtWork(state)) && <Refresh everyMs={3_000} />}
    </>
  )
}
