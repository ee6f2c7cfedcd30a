import type { Metadata } from 'next'
import { requireAdmin } from '@/app/_lib/auth'
import { may } from '@/domain/permissions'
import { getTenant } from '@/domain/tenants'
import { readTerminals } from '../terminals/_parts/read'
import { isTroubled } from '../terminals/_parts/words'
import { Facilities, type Standing } from './_parts/facilities'
import { readFacilities } from './_parts/places'

export const metadata: Metadata = { title: 'Facilities' }

export default async function FacilitiesPage() {
  const context = await requireAdmin()
  const [facilities, terminals, { slug }] = await Promise.all([
    readFacilities(context),
    readTerminals(context),
    getTenant(context),
  ])
  const standing: Standing = {}
  for (const terminal of terminals) {
    if (terminal.state === 'RETIRED') continue
    const counts = (standing[terminal.zone.id] ??= { terminals: 0, troubled: 0 })
    counts.terminals++
    if (isTroubled(terminal)) counts.troubled++
  }
  return (
    <Facilities
      facilities={facilities}
      standing={standing}
      tenant={slug}
      mayManage={may(context.actor, 'zones:manage')}
    />
  )
}
