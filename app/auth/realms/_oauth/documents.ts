/** What a realm says of itself to anyone: where its endpoints are, and the keys that sign its tokens. */
import { realmDocument } from '@/domain/access-tokens'
import { publishedKeys } from '@/domain/wallet/issuer'
import type { Answer, RealmCall } from './serve'

/** Long enough to spare requests, short enough that a key that was replaced is soon forgotten. */
const headers = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' }

export async function discovery({ context, realm }: RealmCall): Promise<Answer> {
  return { body: await realmDocument(context, realm), headers }
}

export async function jwks({ context, realm }: RealmCall): Promise<Answer> {
  return { body: await publishedKeys(context, { tenantSlug: realm }), headers }
}
