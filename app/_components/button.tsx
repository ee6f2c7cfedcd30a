/** What a person presses: `door` for the one main act of a page, `quiet` for the others, `danger` for what cannot be undone. */
import clsx from 'clsx'
import type { Route } from 'next'
import Link from 'next/link'
import type { ComponentProps } from 'react'

const looks = {
  door: 'bg-door text-on-door hover:bg-door-strong',
  quiet: 'border border-line bg-surface hover:border-door',
  danger: 'border border-bad bg-bad-ground text-bad hover:bg-bad hover:text-surface',
  ghost: 'hover:bg-code',
}
const sizes = { normal: 'px-4 py-2', small: 'px-3 py-1 text-small', icon: 'size-9 p-0' }

interface Look {
  look?: keyof typeof looks
  size?: keyof typeof sizes
}

const classOf = ({ look = 'door', size = 'normal' }: Look, own?: string) =>
  clsx(
    'inline-flex items-center justify-center gap-2 rounded-control font-medium transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60',
    looks[look],
    sizes[size],
    own,
  )

export function Button({ look, size, className, type = 'button', ...button }: Look & ComponentProps<'button'>) {
  return <button {...button} type={type} className={classOf({ look, size }, className)} />
}

/** Looks like a button and is a link, because it goes somewhere. */
export function ButtonLink({
  look,
  size,
  className,
  href,
  ...link
}: Look & Omit<ComponentProps<typeof Link>, 'href'> & { href: string }) {
  return <Link {...link} href={href as Route} className={classOf({ look, size }, className)} />
}

/** Looks like a button and brings a file, so that the page stays. @param name of the file; default: what the server calls it */
export function DownloadLink({
  look,
  size,
  className,
  name,
  ...link
}: Look & Omit<ComponentProps<'a'>, 'download'> & { name?: string }) {
  return <a {...link} download={name ?? true} className={classOf({ look, size }, className)} />
}
