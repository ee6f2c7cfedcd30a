/** Every page of the portal, in the order of the side menu. `keys`: typed after one another outside of a field, they lead there. */
import type { Role } from '@/domain/context'

export interface Place {
  href: string
  label: string
  icon: string
  keys: string
  /** Who finds it in the menu; everybody where it is left out. */
  roles?: Role[]
}

export const menu: { title: string; places: Place[] }[] = [
  {
    title: 'App',
    places: [
      { href: '/dashboard', label: 'Dashboard', icon: 'dashboard', keys: 'gd' },
      { href: '/users', label: 'Users', icon: 'users', keys: 'gu' },
      { href: '/documents', label: 'Documents', icon: 'documents', keys: 'go', roles: ['owner', 'admin'] },
      { href: '/import', label: 'Import', icon: 'import', keys: 'gi', roles: ['owner', 'admin'] },
      { href: '/enrolment-links', label: 'Enrolment links', icon: 'enrolment', keys: 'gn' },
      { href: '/consents', label: 'Consents', icon: 'consents', keys: 'gc' },
      { href: '/retention', label: 'Retention', icon: 'retention', keys: 'gr' },
    ],
  },
  {
    title: 'Access',
    places: [
      { href: '/access', label: 'Live access', icon: 'access', keys: 'gw' },
      { href: '/events', label: 'Events', icon: 'events', keys: 'gv' },
      { href: '/members', label: 'Members', icon: 'members', keys: 'gm' },
      { href: '/facilities', label: 'Facilities', icon: 'facilities', keys: 'gf' },
      { href: '/terminals', label: 'Terminals', icon: 'terminals', keys: 'gt' },
      { href: '/webhooks', label: 'Webhooks', icon: 'webhooks', keys: 'gh' },
    ],
  },
  {
    title: 'Admin',
    places: [
      { href: '/admins', label: 'Admins', icon: 'admins', keys: 'ga' },
      { href: '/clients', label: 'Clients', icon: 'clients', keys: 'gk' },
      { href: '/developers', label: 'API', icon: 'api', keys: 'gp' },
      { href: '/audit', label: 'Audit', icon: 'audit', keys: 'gl' },
      { href: '/erasures', label: 'Erasures', icon: 'erasures', keys: 'ge' },
      { href: '/dumps', label: 'Dumps', icon: 'dumps', keys: 'gx' },
      { href: '/settings', label: 'Settings', icon: 'settings', keys: 'gs' },
    ],
  },
]

export const placesFor = (role: Role) =>
  menu.map(({ title, places }) => ({
    title,
    places: places.filter(({ roles }) => !roles || roles.includes(role)),
  }))
