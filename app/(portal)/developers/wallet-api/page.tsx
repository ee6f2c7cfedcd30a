import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { codes } from '@/app/v1/_wallet/codes'
import { describeWallet } from '@/app/v1/_wallet/openapi'
import { routes } from '@/app/v1/_wallet/routes'
import type { OpenApi } from '../_reference/document'
import { Reference } from '../_reference/reference'

export const metadata: Metadata = { title: 'Wallet API' }

export default async function WalletApiPage() {
  const { publicUrl } = await requireAdmin()
  return (
    <Reference
      api={describeWallet(routes, publicUrl) as unknown as OpenApi}
      address={`${publicUrl}/v1/openapi.json`}
      headers={'-u "$KEY:$SECRET"'}
      reasons={Object.entries(codes).map(([name, [status, basis]]) => ({ name, status, basis }))}
    />
  )
}
