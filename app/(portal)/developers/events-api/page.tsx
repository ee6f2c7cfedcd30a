import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { codes } from '@/app/api/public/_public/codes'
import { everyRoute } from '@/app/api/public/_public/every-route'
import { describeApi } from '@/app/api/public/_public/openapi'
import { tenantById } from '@/domain/tenants'
import type { OpenApi } from '../_reference/document'
import { Reference } from '../_reference/reference'

export const metadata: Metadata = { title: 'Events API' }

export default async function EventsApiPage() {
  const { db, admin, publicUrl } = await requireAdmin()
  const { slug } = await tenantById(db, admin.tenantId)
  const api = describeApi(everyRoute, publicUrl) as unknown as OpenApi
  return (
    <Reference
      api={api}
      address={`${publicUrl}/api/public/openapi.json`}
      headers={`-H "authorization: Bearer $TOKEN" -H 'x-dasgate-tenant-id: ${slug}'`}
      known={{ tenant: slug }}
      reasons={Object.entries(codes).map(([name, [status, basis]]) => ({ name, status, basis }))}
    />
  )
}
