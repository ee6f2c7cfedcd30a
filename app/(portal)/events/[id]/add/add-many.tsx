'use client'

/** Many attendees at once: out of a table, or whoever a filter of the users shows. */
import { useState } from 'react'
import { Card } from '@/app/_components/card'
import { Choices } from '@/app/_components/field'
import { lookUp } from '../../../_access/actions'
import { BulkFile } from '../../../_access/bulk-file'
import { NarrowFields } from '../_parts/narrow-fields'
import { nothingNarrower, windowWithin } from '../_parts/narrowing'
import { addNamed, takeOut } from '../actions'
import { BulkFilter } from './bulk-filter'

const sources = [
  { value: 'file', label: 'From a CSV table', hint: 'Of the external ids of people who are enrolled.' },
  { value: 'filter', label: 'From the list of users', hint: 'Whoever a filter of it shows.' },
]

export function AddMany({
  event,
  spaces,
}: {
  event: { id: string; eventId: string; startsAt: string; endsAt: string; timeZone: string }
  spaces: { id: string; name: string }[]
}) {
  const [source, setSource] = useState('file')
  const [narrowing, setNarrowing] = useState(nothingNarrower)
  const onwards = { href: `/events/${event.eventId}`, label: 'To the event' }
  return (
    <div className="space-y-6">
      <Card title="Who">
        <Choices legend="Where they come from" name="source" options={sources} value={source} onChange={setSource} />
        <NarrowFields
          value={narrowing}
          onChange={setNarrowing}
          timeZone={event.timeZone}
          startsAt={event.startsAt}
          spaces={spaces}
        />
      </Card>
      {source === 'file' ? (
        <BulkFile
          lookUp={(names) => lookUp(names, event.id)}
          windowOf={(cells) => windowWithin(event, cells)}
          add={(people) => addNamed(event.id, people, narrowing)}
          takeBack={takeOut}
          onwards={onwards}
        />
      ) : (
        <BulkFilter eventId={event.id} narrowing={narrowing} onwards={onwards} />
      )}
    </div>
  )
}
