/** What a client may do, in words, and the calls by which somebody tries one. */
import type { Scope } from '@/domain/context'

export const scopeWords: { scope: Scope; label: string; says: string }[] = [
  {
    scope: 'read',
    label: 'Read and compare',
    says: 'look up users, events, members and who came in; verify a face, search for one',
  },
  { scope: 'enrol', label: 'Enrol', says: 'create users, put faces on record and remove them' },
  { scope: 'erase', label: 'Erase', says: 'erase users and destroy their keys for good' },
  { scope: 'events', label: 'Events', says: 'make events, say who attends, make webhooks, read the access log' },
  { scope: 'members', label: 'Members', says: 'say who is a member, make webhooks, read the access log' },
  { scope: 'device', label: 'Device', says: 'make facilities and terminals, let devices in and retire them' },
]

/** @param secret left out where nobody knows it any more */
export function testCall(publicUrl: string, key: string, secret?: string): string {
  const lines = [
    `curl -s -u ${quoted(`${key}:`)}${secret === undefined ? '"$SECRET"' : quoted(secret)} \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '{"query":"{ viewer { tenant { name } } }"}' \\`,
    `  ${publicUrl}/api/graphql`,
  ]
  return (secret === undefined ? ['read -rs SECRET  # paste the secret, it is not shown', ...lines] : lines).join('\n')
}

/** The same pair as the header pair of the REST API. */
export function testRestCall(publicUrl: string, key: string, secret: string): string {
  return [
    `curl -s -H ${quoted(`x-biometrid-key: ${key}`)} \\`,
    `  -H ${quoted(`x-biometrid-secret: ${secret}`)} \\`,
    `  -d reference_id=first ${publicUrl}/api/1.0/users`,
  ].join('\n')
}

/** For a shell, whatever stands in it: another vendor's pair may hold quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
