import { requireAdmin } from '@/app/_lib/auth'

export default async function UsersPage() {
  await requireAdmin()
  return <h1 className="font-display text-display">Users</h1>
}
