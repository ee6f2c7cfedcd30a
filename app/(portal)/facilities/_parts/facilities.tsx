'use client'

/** Every facility with its spaces. Which dialog is open stands in the address. */
import { MoreHorizontal, Plus } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { Badge } from '@/app/_components/badge'
import { Button, ButtonLink } from '@/app/_components/button'
import { CopyText } from '@/app/_components/copy-text'
import { EmptyState } from '@/app/_components/empty-state'
import { Menu } from '@/app/_components/menu'
import { PageHeader } from '@/app/_components/page-header'
import { Sideways } from '@/app/_components/sideways'
import { plural } from '../../users/_components/words'
import { PlaceDialogs } from './place-dialogs'
import type { Facility, Place } from './places'
import { modeWords, regionOf } from './words'

/** Terminals at a place, and those of them that somebody should look at. */
export type Standing = Record<string, { terminals: number; troubled: number }>

export function Facilities({
  facilities,
  standing,
  tenant,
  mayManage,
}: {
  facilities: Facility[]
  standing: Standing
  tenant: string
  mayManage: boolean
}) {
  const [open, setOpen] = useQueryState('open', parseAsString.withOptions({ history: 'push' }))
  const [showsArchived, setShowsArchived] = useState(false)
  const archived = facilities.filter(({ archivedAt }) => archivedAt)
  const shown = facilities.filter(({ archivedAt }) => showsArchived || !archivedAt)
  const make = mayManage && (
    <Button onClick={() => setOpen('new')}>
      <Plus aria-hidden className="size-4" /> New facility
    </Button>
  )
  return (
    <>
      <PageHeader title="Facilities" acts={facilities.length > 0 && make}>
        Where people come in: venues, and the parts they are divided into. Events take place in them, terminals stand at
        their doors.
        {!mayManage && ' You are an auditor: you see them and change nothing.'}
      </PageHeader>
      {shown.length === 0 ? (
        <EmptyState title={archived.length > 0 ? 'Every facility is archived' : 'No facility yet'} act={make}>
          Three steps to the first open door: make a facility, make a terminal in it, and pair a device with that by a
          code of eight characters.
          {!mayManage && ' An owner or an admin does that.'}
        </EmptyState>
      ) : (
        <ul className="space-y-6">
          {shown.map((facility) => (
            <li key={facility.id}>
              <FacilityCard {...{ facility, standing, mayManage, showsArchived }} open={(name) => void setOpen(name)} />
            </li>
          ))}
        </ul>
      )}
      {facilities.some(({ archivedAt, spaces }) => archivedAt ?? spaces.some((space) => space.archivedAt)) && (
        <label className="inline-flex items-center gap-2 text-small">
          <input
            type="checkbox"
            className="size-4"
            checked={showsArchived}
            onChange={(event) => setShowsArchived(event.target.checked)}
          />
          Show what is archived
        </label>
      )}
      {mayManage && (
        <PlaceDialogs open={open} close={() => void setOpen(null)} facilities={facilities} tenant={tenant} />
      )}
    </>
  )
}

interface Acts {
  mayManage: boolean
  open: (dialog: string) => void
}

function FacilityCard({
  facility,
  standing,
  mayManage,
  showsArchived,
  open,
}: Acts & { facility: Facility; standing: Standing; showsArchived: boolean }) {
  const { id, name, zoneId, timeZone, mode, archivedAt } = facility
  const region = regionOf(zoneId)
  const spaces = facility.spaces.filter((space) => showsArchived || !space.archivedAt)
  const all = [facility, ...facility.spaces].map((place) => standing[place.id])
  const hasNone = all.every((one) => !one)
  return (
    <section
      id={zoneId}
      aria-label={name}
      className="scroll-mt-20 rounded-card border border-line bg-surface p-6 sm:p-8"
    >
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-display text-title wrap-anywhere">
            {name}
            {archivedAt && <Badge>archived</Badge>}
          </h2>
          <CopyText label={`the id of ${name}`}>{zoneId}</CopyText>
          <p className="mt-1 text-ink-soft">
            {[region, timeZone].filter(Boolean).join(', ')}. A terminal {modeWords[mode].short}.
          </p>
        </div>
        {mayManage && <PlaceMenu place={facility} open={open} />}
      </div>
      <Sideways label={`Doors of ${name}`} frame="mt-5">
        <table className="w-full min-w-md border-collapse text-left">
          <thead>
            <tr className="border-b border-line text-small text-ink-soft">
              <th scope="col" className="py-2 pr-3 font-medium">
                Place
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                A terminal there
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Terminals
              </th>
              <th scope="col" className="py-2 pl-3">
                <span className="sr-only">Acts</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <tr className="border-b border-line last:border-0">
              <th scope="row" className="py-2 pr-3 font-normal text-ink-soft">
                The facility itself
              </th>
              <td className="px-3 py-2">{modeWords[mode].short}</td>
              <td className="px-3 py-2">
                <Terminals place={facility} standing={standing} />
              </td>
              <td />
            </tr>
            {spaces.map((space) => (
              <tr key={space.id} className="border-b border-line last:border-0">
                <th scope="row" className="py-2 pr-3 font-medium wrap-anywhere">
                  {space.name} {space.archivedAt && <Badge>archived</Badge>}
                  <span className="block font-normal">
                    <CopyText label={`the id of ${space.name}`}>{space.zoneId}</CopyText>
                  </span>
                </th>
                <td className="px-3 py-2">{modeWords[space.mode].short}</td>
                <td className="px-3 py-2">
                  <Terminals place={space} standing={standing} />
                </td>
                <td className="py-2 pl-3 text-right">
                  {mayManage && !archivedAt && <PlaceMenu place={space} open={open} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      {mayManage && !archivedAt && (
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <ButtonLink look={hasNone ? 'door' : 'quiet'} size="small" href={`/terminals?open=new&at=${zoneId}`}>
            <Plus aria-hidden className="size-4" /> {hasNone ? 'First terminal' : 'New terminal'}
            <span className="sr-only"> in {name}</span>
          </ButtonLink>
          <Button look="quiet" size="small" onClick={() => open(`space.${id}`)}>
            <Plus aria-hidden className="size-4" /> New space
            <span className="sr-only"> in {name}</span>
          </Button>
        </div>
      )}
    </section>
  )
}

function Terminals({ place, standing }: { place: Place; standing: Standing }) {
  const { terminals, troubled } = standing[place.id] ?? { terminals: 0, troubled: 0 }
  if (terminals === 0) return <span className="text-ink-soft">none</span>
  return (
    <span className="flex flex-wrap items-center gap-2">
      <ButtonLink
        look="ghost"
        size="small"
        className="-ml-3 underline decoration-line underline-offset-4"
        href={`/terminals?at=${place.zoneId}`}
      >
        {plural(terminals, 'terminal')}
        <span className="sr-only"> at {place.name}</span>
      </ButtonLink>
      {troubled > 0 && <Badge tone="wait">{troubled} to look at</Badge>}
    </span>
  )
}

function PlaceMenu({ place: { id, name, archivedAt }, open }: { place: Place; open: (dialog: string) => void }) {
  return (
    <Menu
      trigger={
        <Button look="ghost" size="icon" aria-label={`Acts for ${name}`}>
          <MoreHorizontal className="size-5" />
        </Button>
      }
      entries={
        archivedAt
          ? [{ label: 'Take back into use', onSelect: () => open(`restore.${id}`) }]
          : [
              { label: 'Change', onSelect: () => open(`change.${id}`) },
              { label: 'Archive', onSelect: () => open(`archive.${id}`) },
            ]
      }
    />
  )
}
