/** Actions and actors of the audit trail in words. An action without words of its own is shown as it is written. */
import type { Named } from '@/domain/audit-trail/names'
import { jobName } from '../../_components/job-name'

const actions: Record<string, string> = {
  'admin.approved': 'let somebody in who had asked',
  'admin.authenticator_added': 'added an app for codes',
  'admin.authenticator_removed': 'removed an app for codes',
  'admin.factors_reset': 'took away the second factors of an admin',
  'admin.invitation_withdrawn': 'withdrew an invitation',
  'admin.invited': 'invited an admin',
  'admin.passkey_added': 'added a passkey',
  'admin.passkey_removed': 'removed a passkey',
  'admin.passkey_renamed': 'renamed a passkey',
  'admin.passkey_suspected': 'used a passkey that may have been copied',
  'admin.password_changed': 'changed the password',
  'admin.password_reset': 'set a new password by link',
  'admin.proved': 'proved who they are',
  'admin.recovery_codes_made': 'made new recovery codes',
  'admin.registered': 'registered',
  'admin.registration_confirmed': 'confirmed an e-mail address',
  'admin.registration_refused': 'refused somebody who had asked',
  'admin.renamed': 'changed their name',
  'admin.reset_link_made': 'made a link for a new password',
  'admin.resumed': 'let a suspended admin in again',
  'admin.role_changed': 'changed the role of an admin',
  'admin.session_ended': 'ended a session',
  'admin.sessions_ended': 'ended all sessions of an admin',
  'admin.signed_in': 'signed in',
  'admin.suspended': 'suspended an admin',
  'attendees.added': 'added attendees to an event',
  'attendees.removed': 'removed attendees of an event',
  'audit.check_started': 'had the chain proven',
  'audit.exported': 'exported the audit trail',
  'client.changed': 'changed a client',
  'client.created': 'made a client',
  'client.overlap_ended': 'ended an old secret',
  'client.revoked': 'revoked a client',
  'client.rotated': 'gave a client a new secret',
  'consent.given': 'wrote down a consent',
  'consent.withdrawn': 'wrote down that a consent is withdrawn',
  'consent_text.published': 'published a consent text',
  'credential.issued': 'issued a credential to a wallet',
  'credential.read': 'downloaded a credential',
  'credential.rejected': 'checked a credential: refused',
  'credential.revoked': 'revoked a credential',
  'credential.verified': 'checked a credential: it is them',
  'dump.cancelled': 'cancelled a dump',
  'dump.deleted': 'deleted a dump',
  'dump.downloaded': 'downloaded a dump',
  'dump.expired': 'destroyed a dump whose time was over',
  'dump.exported': 'made a dump at the command line',
  'dump.failed': 'failed to make a dump',
  'dump.made': 'made a dump',
  'dump.requested': 'asked for a dump',
  'dump.restored': 'restored a dump',
  'event.changed': 'changed an event',
  'event.created': 'created an event',
  'event.deleted': 'deleted an event',
  'event.freed': 'set the collection of an ended event free',
  'face.adapted': 'replaced a face',
  'face.added': 'added a picture to a face',
  'face.enrolled': 'enrolled a face',
  'face.found': 'found somebody by face',
  'face.look_alike_dismissed': 'put a look-alike aside as another person',
  'face.look_alike_found': 'came upon a look-alike',
  'face.rejected': 'did not verify a face',
  'face.removed': 'removed a face',
  'face.resembled': 'enrolled somebody who resembles this user',
  'face.searched': 'searched and found nobody',
  'face.verified': 'verified a face',
  'import.cancelled': 'cancelled an import',
  'import.checked': 'checked an import',
  'import.finished': 'finished an import',
  'import.run': 'started an import',
  'import.started': 'uploaded an import',
  'issuer_key.made': 'made a key that signs credentials',
  'issuer_key.rotated': 'changed the key that signs credentials',
  'job.cancelled': 'stopped a job',
  'job.retried': 'tried a job again',
  'master_key.rotated': 'rotated the master key',
  'member.changed': 'changed a membership',
  'members.added': 'added members',
  'members.removed': 'removed members',
  'onboarding.begun': 'accepted an enrolment to be looked at',
  'onboarding.rejected': 'turned an enrolment down',
  'picture.discarded': 'discarded a picture',
  'picture.looked_at': 'looked at a picture',
  'retention.applied': 'applied the retention rules',
  'retention.changed': 'changed a retention rule',
  'retention.in_force': 'put a retention rule into force',
  'retention.undone': 'took a retention rule back',
  'tenant.changed': 'changed settings',
  'tenant.created': 'made the tenant',
  'user.created': 'created a user',
  'user.erased': 'erased a user',
  'user.erasure_finished': 'finished an erasure',
  'user.reissued': 'gave back the right to be recognised',
  'user.renamed': 'changed an external id',
  'user.revoked': 'revoked the right to be recognised',
  'user.told_of_use': 'wrote down that a person was told of the use',
  'users.erasure_requested': 'asked to erase several users',
  'users.exported': 'exported the list of users',
  'users.recounted': 'recounted the users',
  'webhook.changed': 'changed a webhook',
  'webhook.created': 'made a webhook',
  'webhook.deleted': 'deleted a webhook',
  'webhook.disabled': 'turned a webhook off',
  'webhook.enabled': 'turned a webhook on',
  'webhook.replayed': 'had a webhook told again',
  'webhook.resent': 'sent a message of a webhook again',
  'webhook.secret_rotated': 'gave a webhook a new secret',
  'webhook.tested': 'sent a test to a webhook',
  'zone.archived': 'took a zone out of use',
  'zone.changed': 'changed a zone',
  'zone.created': 'created a zone',
  'zone.restored': 'took a zone into use again',
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
  dump: 'Dump',
  import: 'Import',
  consent_text: 'Consent text',
  invitation: 'Invitation',
  registration: 'Registration',
  issuer_key: 'Issuer key',
  key: 'Master key',
  zone: 'Zone',
  terminal: 'Terminal',
  event: 'Event',
  member: 'Membership',
  webhook: 'Webhook',
  onboarding: 'Enrolment by the API',
}

/** @param names `kind id` -> name, as `readNames` found them */
export function nameOf({ kind, id }: Named, names: Record<string, string>): string {
  const known = names[`${kind} ${id}`]
  const isJob = kind === 'system' || kind === 'job'
  return (isJob && known ? jobName(known) : known) ?? kindName[kind] ?? kind
}

/** Where somebody or something has a page of its own. */
export function pageOf(kind: string, id: string): string | null {
  if (kind === 'user') return `/users/${id}`
  if (kind === 'client') return '/clients'
  if (kind === 'admin') return '/admins'
  if (kind === 'job' || kind === 'system') return '/dashboard'
  if (kind === 'tenant') return '/settings/general'
  if (kind === 'dump') return '/dumps'
  if (kind === 'import') return '/import'
  if (kind === 'consent_text') return '/consents'
  if (kind === 'invitation' || kind === 'registration') return '/admins'
  if (kind === 'issuer_key') return '/settings/wallet'
  return null
}
