/**
 * Who may do what: one grammar for buttons and guards. A client may by its scopes, an admin by its role, the operator at the
 * machine's command line everything, and a job (`system`) whatever its tenant could. Which tenant's rows are meant is
 * answered here as well, so that no function can forget to ask.
 */
import type { Actor, Context, Role, Scope } from './context'
import { AppError } from './errors'

const anyScope: readonly Scope[] = ['enrol', 'read', 'erase', 'events', 'members', 'device']
const everyone: readonly Role[] = ['owner', 'admin', 'auditor']
const managers: readonly Role[] = ['owner', 'admin']
const owners: readonly Role[] = ['owner']

interface Rule {
  scopes: readonly Scope[]
  roles: readonly Role[]
  /** A wallet at the open door may. */
  wallet?: true
}

/** `scopes`: a client needs one of them. `roles`: an admin needs one of them. Nothing listed: the operator only. */
const rules = {
  'users:create': { scopes: ['enrol'], roles: managers },
  'users:read': { scopes: ['read', 'enrol', 'erase'], roles: everyone },
  'users:change': { scopes: [], roles: managers },
  'users:rename': { scopes: ['enrol'], roles: managers },
  'users:export': { scopes: [], roles: everyone },
  'users:erase': { scopes: ['erase'], roles: managers },
  'faces:enrol': { scopes: ['enrol'], roles: managers },
  'faces:remove': { scopes: ['enrol', 'erase'], roles: managers },
  'faces:compare': { scopes: ['read'], roles: managers },
  'voices:enrol': { scopes: ['enrol'], roles: managers },
  'voices:remove': { scopes: ['enrol', 'erase'], roles: managers },
  'voices:compare': { scopes: ['read'], roles: managers },
  /** Whoever may begin a conversation may end it. */
  'voices:restart': { scopes: ['enrol', 'read'], roles: managers },
  /** An auditor besides needs the tenant's leave: looks.ts. */
  'pictures:look': { scopes: [], roles: everyone },
  /** What is read is the caller's own to give; who enrols somebody from it needs nothing more. */
  'documents:read': { scopes: ['enrol'], roles: managers },
  'documents:remove': { scopes: ['enrol', 'erase'], roles: managers },
  /** Of two pictures that the caller brings: nobody whom the tenant knows is compared. */
  'faces:compare_pictures': { scopes: ['enrol', 'read'], roles: managers },
  /** Whoever enrols or compares faces may have to bring a passed check. */
  'liveness:check': { scopes: ['enrol', 'read'], roles: managers },
  'users:import': { scopes: [], roles: managers },
  'consents:read': { scopes: ['read'], roles: everyone },
  'consents:record': { scopes: ['enrol'], roles: managers },
  'consents:manage': { scopes: [], roles: managers },
  'retention:read': { scopes: [], roles: everyone },
  'retention:manage': { scopes: [], roles: ['owner'] },
  'tenants:read': { scopes: anyScope, roles: everyone },
  'figures:read': { scopes: [], roles: everyone },
  'clients:read': { scopes: [], roles: everyone },
  'clients:manage': { scopes: [], roles: managers },
  'admins:read': { scopes: [], roles: everyone },
  'admins:manage': { scopes: [], roles: owners },
  'mail:manage': { scopes: [], roles: owners },
  'admins:reset_factors': { scopes: [], roles: ['owner'] },
  'audit:read': { scopes: [], roles: everyone },
  'jobs:read': { scopes: [], roles: everyone },
  'jobs:manage': { scopes: [], roles: managers },
  'settings:change': { scopes: [], roles: ['owner'] },
  'dumps:read': { scopes: [], roles: everyone },
  'dumps:run': { scopes: [], roles: managers },
  'dumps:download': { scopes: [], roles: managers },
  'tenants:manage': { scopes: [], roles: [] },
  'credentials:request': { scopes: ['enrol'], roles: [], wallet: true },
  'credentials:read': { scopes: ['read'], roles: everyone },
  'credentials:revoke': { scopes: ['erase'], roles: managers },
  'qr:read': { scopes: ['read', 'enrol', 'erase'], roles: everyone },
  /** Whoever has the QR and the face comes in by it. */
  'qr:issue': { scopes: ['enrol'], roles: managers },
  'qr:recall': { scopes: ['enrol', 'erase'], roles: managers },
  'zones:read': { scopes: ['read', 'events', 'members', 'device'], roles: everyone },
  'zones:manage': { scopes: ['device'], roles: managers },
  'terminals:read': { scopes: ['read', 'events', 'members', 'device'], roles: everyone },
  /** Whoever may pair a device lets it have the templates of all who may come in there. */
  'terminals:manage': { scopes: ['device'], roles: managers },
  'events:read': { scopes: ['read', 'events'], roles: everyone },
  'events:manage': { scopes: ['events'], roles: managers },
  'members:read': { scopes: ['read', 'members'], roles: everyone },
  'members:manage': { scopes: ['members'], roles: managers },
  'access-log:read': { scopes: ['read', 'events', 'members'], roles: everyone },
  'webhooks:read': { scopes: ['events', 'members'], roles: everyone },
  'webhooks:manage': { scopes: ['events', 'members'], roles: managers },
  'wallet:manage': { scopes: [], roles: ['owner'] },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof rules

export function may(actor: Actor, action: Action): boolean {
  const { scopes, roles, wallet }: Rule = rules[action]
  switch (actor.kind) {
    case 'client':
      return scopes.some((scope) => actor.scopes.includes(scope))
    case 'admin':
      return roles.includes(actor.role)
    case 'system':
    case 'operator':
      return true
    case 'wallet':
      return wallet === true
    case 'terminal':
    case 'nobody':
      return false
  }
}

/** @throws AppError `unauthenticated` for nobody, `forbidden` for who may not */
export function assertMay(context: Context, action: Action): void {
  if (context.actor.kind === 'nobody') throw new AppError('unauthenticated', 'Sign in or send a client key and secret.')
  if (may(context.actor, action)) return
  const needs = context.actor.kind === 'client' ? `: ${whatItTakes(action)}` : ''
  throw new AppError('forbidden', `This caller may not do '${action}'${needs}.`)
}

function whatItTakes(action: Action): string {
  const { scopes }: Rule = rules[action]
  if (scopes.length === 0) return 'it is not for clients'
  const named = scopes.map((scope) => `'${scope}'`).join(', ')
  return scopes.length === 1 ? `that takes the scope ${named}` : `that takes one of the scopes ${named}`
}

/**
 * Asserts the permission and tells whose rows the caller works on. Only callers that belong to a tenant have any.
 * @throws AppError as `assertMay`
 */
export function tenantFor(context: Context, action: Action): string {
  assertMay(context, action)
  if (!('tenantId' in context.actor))
    throw new AppError('forbidden', 'This act needs a caller that belongs to a tenant.')
  return context.actor.tenantId
}
