/** Everything a domain function may reach. Assembled only in app/_lib/context.ts and bin/_context.ts. */
import type { Logger } from 'pino'
import type { Blobs, Database, Keys, Snapshots } from '@/db/types'
import type { Engines } from '@/engines/types'
import type { Mail } from './mail/transport'
import type { Outgoing } from './outgoing'

export type Scope = 'enrol' | 'read' | 'erase' | 'events' | 'members' | 'device'
export type Role = 'owner' | 'admin' | 'auditor'

/** Who asks. `operator` is the person at the command line of the machine; `system` is a job. */
export type Actor =
  /** `isApp`: known by its app token, which many hands carry, and which is good for little. */
  | { kind: 'client'; id: string; tenantId: string; scopes: readonly Scope[]; isApp?: true }
  /** `provedAt`: when they last showed that it is them; sensitive acts ask for less than 5 minutes (`assertFresh`). */
  | { kind: 'admin'; id: string; tenantId: string; role: Role; provedAt: Date }
  | { kind: 'system'; id: string; tenantId: string }
  | { kind: 'operator'; id: 'cli' }
  /** A wallet at the open door of a tenant: known by no key of ours. */
  | { kind: 'wallet'; id: 'wallet'; tenantId: string }
  /** Somebody who follows an enrolment link, whose id is theirs. They do nothing but what domain/self-enrolment offers to them. */
  | { kind: 'enrollee'; id: string; tenantId: string }
  /** A device at a door, known by its key. It does nothing but what domain/terminals offers to it. */
  | { kind: 'terminal'; id: string; tenantId: string }
  | { kind: 'nobody' }

export interface Context {
  db: Database
  engines: Engines
  blobs: Blobs
  keys: Keys
  snapshots: Snapshots
  mail: Mail
  /** Calls to addresses that customers chose. */
  outgoing: Outgoing
  /** Where people reach this bureau, without a slash at its end; links are built from it, never from a request. */
  publicUrl: string
  log: Logger
  actor: Actor
  /** With which an admin who is signed in calls. */
  sessionId?: string
  now: () => Date
  /** Aborted when the caller has gone. */
  signal?: AbortSignal
  requestId: string
}
