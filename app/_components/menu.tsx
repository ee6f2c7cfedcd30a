'use client'

/** A short list of acts behind one button: arrow keys walk it, letters jump. */
import { DropdownMenu } from 'radix-ui'
import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface MenuEntry {
  label: string
  onSelect: () => void
  tone?: 'plain' | 'bad'
  disabled?: boolean
  /** Why it may not be chosen now, or what it does. */
  hint?: string
}

export function Menu({ trigger, entries }: { trigger: ReactNode; entries: (MenuEntry | 'line')[] }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="appear z-50 min-w-48 rounded-control border border-line bg-surface p-1 shadow-lg"
        >
          {entries.map((entry, index) =>
            entry === 'line' ? (
              <DropdownMenu.Separator key={index} className="my-1 h-px bg-line" />
            ) : (
              <DropdownMenu.Item
                key={entry.label}
                disabled={entry.disabled}
                onSelect={entry.onSelect}
                className={clsx(
                  'cursor-pointer rounded-control px-3 py-2 outline-none data-disabled:cursor-not-allowed data-highlighted:bg-code',
                  entry.tone === 'bad' && 'text-bad',
                )}
              >
                <span className={clsx(entry.disabled && 'text-ink-soft')}>{entry.label}</span>
                {entry.hint && <span className="block text-small text-ink-soft">{entry.hint}</span>}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
