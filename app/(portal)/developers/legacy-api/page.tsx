import type { Metadata } from 'next'
import Link from 'next/link'
import { requireAdmin } from '@/app/_lib/auth'
import { codes } from '@/app/api/[edition]/_legacy/codes'
import { editionNames, requireEdition } from '@/app/api/[edition]/_legacy/editions'
import { everyRoute } from '@/app/api/[edition]/_legacy/every-route'
import { describeLegacyApi } from '@/app/api/[edition]/_legacy/openapi'
import type { OpenApi } from '../_reference/document'
import { Reference } from '../_reference/reference'

export const metadata: Metadata = { title: 'Legacy API' }

export default async function LegacyApiPage({
  searchParams,
}: {
  searchParams: Promise<{ edition?: string | string[] }>
}) {
  const { publicUrl } = await requireAdmin()
  const asked = (await searchParams).edition
  const name = editionNames.find((one) => one === asked) ?? editionNames[0]!
  const api = describeLegacyApi(everyRoute, requireEdition(name), publicUrl) as unknown as OpenApi
  return (
    <Reference
      api={api}
      address={`${publicUrl}/api/${name}/openapi.json`}
      headers={`-H "x-biometrid-key: $KEY" -H "x-biometrid-secret: $SECRET"`}
      reasons={Object.entries(codes).map(([code, [status, , basis]]) => ({ name: code, status, basis }))}
    >
      <p>
        Edition:{' '}
        {editionNames.map((one) => (
          <Link
            key={one}
            href={`/developers/legacy-api?edition=${one}`}
            aria-current={one === name ? 'page' : undefined}
            className="mr-3 text-door underline underline-offset-2 aria-[current=page]:font-medium aria-[current=page]:no-underline"
          >
            {one}
          </Link>
        ))}
      </p>
    </Reference>
  )
}
