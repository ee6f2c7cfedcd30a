/** What a person presses: `door` for the one main act of a page, `quiet` for the others. */
import type { ComponentProps } from 'react'

const looks = {
  door: 'bg-door text-on-door hover:bg-door-strong',
  quiet: 'border border-line bg-surface hover:border-door',
}

export function Button({
  look = 'door',
  className = '',
  ...button
}: { look?: keyof typeof looks } & ComponentProps<'button'>) {
  return (
    <button
      {...button}
      className={`rounded-control px-5 py-2.5 font-medium disabled:cursor-wait ${looks[look]} ${className}`}
    />
  )
}
