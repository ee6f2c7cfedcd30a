/** A public OpenID client library finds its way by discovery alone, and its token opens GraphQL, REST, and nothing of another tenant. */
import * as oidc from 'openid-client'
import { expect, test } from './fixtures'

test('openid-client gets a token by discovery, uses it on GraphQL and REST, renews it, and is out once the client is revoked', async ({
  bureau,
}) => {
  // An issuer is compared letter by letter: the bureau names itself by this name.
  const url = bureau.url.replace('127.0.0.1', 'localhost')
  await bureau.limen('tenant', 'create', 'stadium')
  const client = JSON.parse(
    await bureau.limen('client', 'create', '--tenant', 'stadium', '--name', 'Ticketing', '--json'),
  )
  const realm = new URL(`${url}/auth/realms/stadium`)
  // This test speaks plain HTTP on this machine; the library refuses that unless told so.
  const insecure = { execute: [oidc.allowInsecureRequests] }

  for (const authentication of [oidc.ClientSecretPost, oidc.ClientSecretBasic]) {
    const found = await oidc.discovery(realm, client.key, undefined, authentication(client.secret), insecure)
    const { issuer, token_endpoint } = found.serverMetadata()
    expect([issuer, token_endpoint]).toEqual([realm.href, `${realm.href}/protocol/openid-connect/token`])

    const tokens = await oidc.clientCredentialsGrant(found, { scope: 'roles offline_access' })
    expect([tokens.token_type, tokens.expires_in]).toEqual(['bearer', 300])

    const asked = await oidc.fetchProtectedResource(
      found,
      tokens.access_token,
      new URL(`${url}/api/graphql`),
      'POST',
      JSON.stringify({ query: '{ viewer { name tenant { slug } } }' }),
      new Headers({ 'content-type': 'application/json' }),
    )
    expect(await asked.json()).toEqual({ data: { viewer: { name: 'Ticketing', tenant: { slug: 'stadium' } } } })

    const zones = (token: string, tenant: string) =>
      fetch(`${url}/api/public/zones`, {
        headers: { authorization: `Bearer ${token}`, 'x-dasgate-tenant-id': tenant },
      })
    expect(await (await zones(tokens.access_token, 'stadium')).json()).toEqual({ items: [], next_cursor: null })
    expect(await (await zones(tokens.access_token, 'main')).json()).toMatchObject({ reason: 'tenant_mismatch' })

    const renewed = await oidc.refreshTokenGrant(found, tokens.refresh_token!)
    expect(renewed.access_token).not.toBe(tokens.access_token)
    expect((await zones(renewed.access_token, 'stadium')).status).toBe(200)
  }

  const wrong = await oidc.discovery(realm, client.key, undefined, oidc.ClientSecretPost('not this one'), insecure)
  await expect(oidc.clientCredentialsGrant(wrong)).rejects.toMatchObject({ error: 'invalid_client' })

  const right = await oidc.discovery(realm, client.key, undefined, oidc.ClientSecretPost(client.secret), insecure)
  const { access_token } = await oidc.clientCredentialsGrant(right, { scope: 'roles' })
  await bureau.limen('client', 'revoke', client.clientId)
  const refused = oidc.fetchProtectedResource(
    right,
    access_token,
    new URL(`${url}/api/graphql`),
    'POST',
    JSON.stringify({ query: '{ viewer { name } }' }),
    new Headers({ 'content-type': 'application/json' }),
  )
  await expect(refused).rejects.toMatchObject({ status: 401, cause: [{ scheme: 'bearer' }] })
  await expect(oidc.clientCredentialsGrant(right)).rejects.toMatchObject({ error: 'invalid_client' })
})
