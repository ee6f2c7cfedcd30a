import { cookies, headers } from 'next/headers'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { requireAdmin } from '@/app/_lib/auth'
import { readTheme } from '@/app/_lib/theme'
import { tenantById } from '@/domain/tenants'
import { foldedCookie } from './_components/browser-memory'
import { Nonce } from './_components/nonce'
import { Shell } from './_components/shell'
import { ProveProvider } from './_prove/prove-provider'

/** The frame is no guard: every page and every action asks for the admin itself, because layouts are not rendered again. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { db, admin } = await requireAdmin()
  const [tenant, jar, asked, theme] = await Promise.all([
    tenantById(db, admin.tenantId),
    cookies(),
    headers(),
    readTheme(),
  ])
  return (
    <NuqsAdapter>
      <Nonce nonce={asked.get('x-nonce') ?? ''} />
      <ProveProvider>
        <Shell
          person={{ name: `${admin.firstName} ${admin.lastName}`, email: admin.email, role: admin.role }}
          tenant={tenant.name}
          theme={theme}
          startsFolded={jar.get(foldedCookie)?.value === 'yes'}
        >
          {children}
        </Shell>
      </ProveProvider>
    </NuqsAdapter>
  )
}
