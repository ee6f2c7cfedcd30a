/** How rules are said. */
import type { RuleName } from '@/domain/retention/due'

export const ruleWords: Record<RuleName, { title: string; one: string; many: string; goes: string; from: string }> = {
  pictureDays: {
    title: 'Pictures',
    one: 'picture',
    many: 'pictures',
    goes: 'The picture is deleted. Its template stays, so that the person is still recognised.',
    from: 'captured',
  },
  unseenDays: {
    title: 'Users whom nobody has seen',
    one: 'user',
    many: 'users',
    goes: 'The user is erased: key, templates, pictures, consents. A signed receipt stays.',
    from: 'created',
  },
  withdrawnDays: {
    title: 'Users who withdrew consent',
    one: 'user',
    many: 'users',
    goes: 'The user is erased, unless they agree again before. A signed receipt stays.',
    from: 'withdrew',
  },
}

export function counted(rule: RuleName, count: number): string {
  const { one, many } = ruleWords[rule]
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

export function after(days: number | null): string {
  if (days === null) return 'never'
  if (days === 0) return 'at once'
  return `after ${days.toLocaleString('en-GB')} ${days === 1 ? 'day' : 'days'}`
}
