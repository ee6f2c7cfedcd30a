import type { Metadata } from 'next'
import Link from 'next/link'
import { Front } from './_components/front'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <Front>
      <h1 className="font-display text-display">There is no such page</h1>
      <p className="text-lead text-ink-soft">
        The address may be mistyped, or what stood here is gone.{' '}
        <Link href="/" className="text-door underline">
          Go to the start
        </Link>
        .
      </p>
    </Front>
  )
}
