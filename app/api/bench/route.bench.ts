/**
 * What a route of Next costs that answers the benchmark's questions without GraphQL: the same caller, the same domain functions and
 * so the same statements, the same bytes. A route only in the build of `npm run bench -- graphql` (see next.config.ts).
 */
import { readBody } from '@/app/_lib/body'
import { callerOf } from '@/app/api/graphql/caller'
import type { Context } from '@/domain/context'
import { credentialsOfUsers, grantsOfUsers, lastAccessOfUsers } from '@/domain/users/edges'
import { listUsersAfter, userKey } from '@/domain/users/keyset'
import { getViewer } from '@/domain/viewer'
import { encodeId, encodeKey } from '@/graphql/ids'

interface Question {
  operationName: string
  variables?: { first: number }
}

export async function POST(request: Request): Promise<Response> {
  const { context } = await callerOf(request)
  const body = await readBody(request, 1024 * 1024)
  const question = JSON.parse(new TextDecoder().decode(body!)) as Question
  const data = question.operationName === 'Viewer' ? await viewer(context) : await users(context, question.variables!)
  return new Response(`${JSON.stringify({ data })}\n`, {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
}

async function viewer(context: Context) {
  const { id, kind, name, scopes, tenant } = await getViewer(context)
  return { viewer: { id, kind: named(kind), name, scopes, tenant: { slug: tenant.slug, name: tenant.name } } }
}

async function users(context: Context, { first }: { first: number }) {
  const page = await listUsersAfter(context, { first, sort: 'created', direction: 'asc' })
  const ids = page.users.map(({ id }) => id)
  const [credentials, grants, accesses] = await Promise.all([
    credentialsOfUsers(context, ids),
    grantsOfUsers(context, ids),
    lastAccessOfUsers(context, ids),
  ])
  const edges = page.users.map((user, n) => {
    const access = accesses[n]
    return {
      cursor: encodeKey(userKey(user, 'created')),
      node: {
        id: encodeId('User', user.id),
        userId: user.id,
        externalId: user.externalId,
        status: named(user.status),
        lastSeenAt: user.lastSeenAt,
        credentials: credentials[n]!.map(({ id, state, issuedAt, expiresAt }) => {
          return { credentialId: id, state: named(state), issuedAt, expiresAt }
        }),
        grants: grants[n]!.map(({ createdAt, validFrom, validUntil }) => ({ createdAt, validFrom, validUntil })),
        lastAccess: access
          ? { type: named(access.type), occurredAt: access.occurredAt, offline: access.offline }
          : null,
      },
    }
  })
  const pageInfo = { hasNextPage: page.hasMore, endCursor: edges.at(-1)?.cursor ?? null }
  return { users: { edges, pageInfo } }
}

const named = (value: string) => value.toUpperCase()
