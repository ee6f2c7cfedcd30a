/** How an admin likes the list: which columns, how dense. Kept in a cookie of the browser, so that the server renders it so. */
export const viewCookie = 'limen-users-view'

/** Those that may be left out; the id and the acts stay. */
export const optionalColumns = [
  { id: 'externalId', label: 'External id' },
  { id: 'modalities', label: 'Recognised by' },
  { id: 'status', label: 'Status' },
  { id: 'createdAt', label: 'Created at' },
  { id: 'lastSeenAt', label: 'Last seen' },
] as const

export interface View {
  density: 'normal' | 'tight'
  hidden: string[]
}

export function readView(cookie: string | undefined): View {
  const [density, ...hidden] = (cookie ?? '').split('.')
  return {
    density: density === 'tight' ? 'tight' : 'normal',
    hidden: hidden.filter((name) => optionalColumns.some(({ id }) => id === name)),
  }
}

export const writeView = ({ density, hidden }: View) => [density, ...hidden].join('.')
