/** Somebody by the customer's own id, else by ours; leads to their page. */
import Link from 'next/link'

export function PersonLink({ user }: { user: { userId: string; externalId: string | null } }) {
  return (
    <Link
      href={`/users/${user.userId}`}
      prefetch={false}
      className="font-medium wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-door"
    >
      {user.externalId ?? <span className="font-mono text-small">{user.userId}</span>}
    </Link>
  )
}
