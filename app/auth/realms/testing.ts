/** Tokens for tests of what is called with them. */
import { issueTokens } from '@/domain/access-tokens'
import type { Context } from '@/domain/context'

/** A token as the endpoint would give it. */
export async function tokenFor(
  context: Context,
  client: { tenant: string; key: string; secret: string },
  scope?: string,
) {
  const { accessToken } = await issueTokens(context, { realm: client.tenant, pairs: [client], source: '', scope })
  return accessToken
}
