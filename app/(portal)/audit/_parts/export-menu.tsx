'use client'

import { Download } from 'lucide-react'
import { Button } from '@/app/_components/button'
import { Menu } from '@/app/_components/menu'

/** What the filter lets through, as a file. @param query of the address, with its `?` */
export function ExportMenu({ query }: { query: string }) {
  const save = (format: string) => () => {
    // Not a page: the browser saves what it gets and stays where it is.
    window.open(`/audit/export${query ? `${query}&` : '?'}format=${format}`, '_self')
  }
  return (
    <Menu
      trigger={
        <Button look="quiet">
          <Download aria-hidden className="size-4" />
          Export
        </Button>
      }
      entries={[
        {
          label: 'JSON lines',
          hint: 'Every field, so that the chain can be proven elsewhere.',
          onSelect: save('jsonl'),
        },
        { label: 'CSV', hint: 'The same as a table.', onSelect: save('csv') },
      ]}
    />
  )
}
