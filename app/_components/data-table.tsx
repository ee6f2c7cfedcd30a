'use client'

/**
 * The table of every list: the server sorts, filters and cuts pages, the address says which, TanStack Table lays out. On a narrow
 * screen the table scrolls in itself, and says so by a shade at the edge.
 */
import {
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type RowData,
} from '@tanstack/react-table'
import clsx from 'clsx'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useState, useTransition, type ReactNode } from 'react'
import { tableParsers } from '@/app/_lib/table-state'
import { Pager } from './pager'
import { Sideways, tableFrame } from './sideways'

/** `sortKey`: the list can be sorted by this column, under this name. */
interface Meta {
  sortKey?: string
  /** Numbers stand right. */
  isNumber?: boolean
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature, columnMeta: {} as Meta })
export type Column<Row extends RowData> = ColumnDef<typeof features, Row>

export function DataTable<Row extends RowData>({
  caption,
  columns,
  rows,
  rowId,
  total,
  empty,
  hiddenColumns = {},
  density = 'normal',
  bulkActs,
  defaultSort = '',
}: {
  /** Names the table for screen readers. */
  caption: string
  /** Stable: at module scope or in a memo. */
  columns: Column<Row>[]
  rows: Row[]
  rowId: (row: Row) => string
  /** Of all pages. Without it there is one page only, and no pager. */
  total?: number
  /** Shown instead when there is nothing. */
  empty: ReactNode
  /** Column id -> shown or not. */
  hiddenColumns?: Record<string, boolean>
  density?: 'normal' | 'tight'
  /** Makes rows selectable; gets the ids of the selected, and how to drop the selection. */
  bulkActs?: (ids: string[], clear: () => void) => ReactNode
  /** What the server sorts by where the address says nothing. */
  defaultSort?: string
}) {
  const [isLoading, startTransition] = useTransition()
  const [state, setState] = useQueryStates(tableParsers, { shallow: false, startTransition, history: 'push' })
  const [rowSelection, setRowSelection] = useState<Record<string, true>>({})
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    state: { rowSelection, columnVisibility: hiddenColumns },
    onRowSelectionChange: setRowSelection,
    enableRowSelection: bulkActs !== undefined,
  })
  const selected = Object.keys(rowSelection)
  const cell = density === 'tight' ? 'px-3 py-1' : 'px-3 py-2.5'

  if (rows.length === 0 && state.page === 1) return empty
  return (
    <div className="space-y-3">
      {bulkActs && selected.length > 0 && (
        <div
          role="region"
          aria-label="Selected rows"
          className="flex flex-wrap items-center gap-3 rounded-control bg-code px-4 py-2"
        >
          <span role="status">{selected.length} selected</span>
          {bulkActs(selected, () => setRowSelection({}))}
        </div>
      )}
      <Sideways label={caption} frame={clsx(tableFrame, isLoading && 'opacity-70')} aria-busy={isLoading}>
        <table className="w-full border-collapse text-left">
          <caption className="sr-only">{caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} className="border-b border-line">
                {bulkActs && (
                  <th scope="col" className={cell}>
                    <input
                      type="checkbox"
                      aria-label="Select every row of this page"
                      checked={table.getIsAllRowsSelected()}
                      onChange={table.getToggleAllRowsSelectedHandler()}
                      className="size-4"
                    />
                  </th>
                )}
                {group.headers.map((header) => (
                  <HeaderCell
                    key={header.id}
                    className={cell}
                    meta={header.column.columnDef.meta}
                    sort={state.sort || defaultSort}
                    onSort={(sort) => setState({ sort, page: 1 })}
                  >
                    <table.FlexRender header={header} />
                  </HeaderCell>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} className="border-b border-line last:border-0 hover:bg-code/60">
                {bulkActs && (
                  <td className={cell}>
                    <input
                      type="checkbox"
                      aria-label={`Select ${row.id}`}
                      checked={row.getIsSelected()}
                      onChange={row.getToggleSelectedHandler()}
                      className="size-4"
                    />
                  </td>
                )}
                {row.getVisibleCells().map((one) => (
                  <td
                    key={one.id}
                    className={clsx(cell, one.column.columnDef.meta?.isNumber && 'text-right tabular-nums')}
                  >
                    <table.FlexRender cell={one} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      {total !== undefined && (
        <Pager
          page={state.page}
          size={state.size}
          total={total}
          shown={rows.length}
          onChange={(change) => setState(change)}
        />
      )}
    </div>
  )
}

function HeaderCell({
  className,
  meta,
  sort,
  onSort,
  children,
}: {
  className: string
  meta: Meta | undefined
  sort: string
  onSort: (sort: string) => void
  children: ReactNode
}) {
  const key = meta?.sortKey
  const direction = sort === key ? 'ascending' : sort === `${key}.desc` ? 'descending' : 'none'
  const Icon = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown }[direction]
  return (
    <th
      scope="col"
      aria-sort={key && direction !== 'none' ? direction : undefined}
      className={clsx(
        className,
        'text-small font-medium whitespace-nowrap text-ink-soft',
        meta?.isNumber && 'text-right',
      )}
    >
      {key ? (
        <button
          type="button"
          onClick={() => onSort(direction === 'ascending' ? `${key}.desc` : key)}
          className="-mx-1 inline-flex items-center gap-1 rounded-control px-1 hover:text-ink"
        >
          {children}
          <Icon aria-hidden className="size-3.5" />
        </button>
      ) : (
        children
      )}
    </th>
  )
}
