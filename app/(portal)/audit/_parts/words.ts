/** Actions and actors of the audit trail in words. An action without words of its own is shown as it is written. */

const actions: Record<string, string> = {
  'admin.registered': 'registered',
  'admin.session_ended': 'ended a session',
  'admin.signed_in': 'signed in',
  'audit.check_started': 'had the chain proven',
  'audit.exported': 'exported the audit trail',
  'client.changed': 'changed a client',
  'client.created': 'made a client',
  'client.overlap_ended': 'ended an old secret',
  'client.revoked': 'revoked a client',
  'client.rotated': 'gave a client a new secret',
  'face.adapted': 'replaced a face',
  'face.enrolled': 'enrolled a face',
  'face.found': 'found somebody by face',
  'face.look_alike_found': 'came upon a look-alike',
  'face.rejected': 'did not verify a face',
  'face.removed': 'removed a face',
  'face.searched': 'searched and found nobody',
  'face.verified': 'verified a face',
  'job.cancelled': 'stopped a job',
  'job.retried': 'tried a job again',
  'master_key.rotated': 'rotated the master key',
  'tenant.changed': 'changed settings',
  'tenant.created': 'made the tenant',
  'user.created': 'created a user',
  'user.erased': 'erased a user',
  'user.erasure_finished': 'finished an erasure',
}

export const actionName = (action: string) => actions[action] ?? action.replaceAll('_', ' ')

/** The nouns of the design, for ids whose bearer has no name. */
export const kindName: Record<string, string> = {
  admin: 'Admin',
  client: 'Client',
  system: 'Job',
  job: 'Job',
  operator: 'Command line',
  nobody: 'Nobody signed in',
  user: 'User',
  tenant: 'This tenant',
}

/** Where somebody or something has a page of its own. */
export function pageOf(kind: string, id: string): string | null {
  if (kind === 'user') return `/users/${id}`
  if (kind === 'client') return '/clients'
  if (kind === 'admin') return '/admins'
  if (kind === 'job' || kind === 'system') return '/dashboard'
  if (kind === 'tenant') return '/settings/general'
  if (kind === 'dump') return '/dumps'
  return null
}
