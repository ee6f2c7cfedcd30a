/** A wallet from outside: the request of the contract against a running server, and what an owner does about wallets. */
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Bureau } from './bureau'
import { expect, expectAccessible, test } from './fixtures'

const sample = async (name: string) =>
  (await readFile(join(import.meta.dirname, '../samples', name))).toString('base64')

/** A new key as old wallets write one: digits of modulus and exponent joined. */
async function newKey(): Promise<string> {
  const { publicKey } = await generateKeyPair('RS256')
  const { n } = await exportJWK(publicKey)
  return `${BigInt(`0x${Buffer.from(n!, 'base64url').toString('hex')}`)}65537`
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, never> }
}

async function newClient(bureau: Bureau): Promise<Record<string, string>> {
  const made = await bureau.limen('client', 'create', '--tenant', 'main', '--name', 'Lender', '--json')
  const { key, secret } = JSON.parse(made) as { key: string; secret: string }
  return { authorization: `Basic ${btoa(`${key}:${secret}`)}` }
}

interface Credential {
  id: string
  credentialSubject: { id: string; biometrics: string }
  credentialStatus: { statusListCredential: string; statusListIndex: string }
  proof: { jwt: string }
}

test('the request of the contract yields a credential that a JWT library verifies; after revoking, its status says so', async ({
  bureau,
}) => {
  const register = `${bureau.url}/v1/users/auth/register`
  const [ben, benAgain, anna] = await Promise.all(['ben-1.jpg', 'ben-2.jpg', 'anna-1.jpg'].map(sample))
  const publicKey = await newKey()
  const privateKey = '31415926535897932384'
  const request = { meta: {}, biometrics: [ben], publicKey, privateKey }
  const closed = await post(register, request)
  expect(closed).toMatchObject({ status: 404, body: { code: 'wallet_closed', message: expect.any(String) } })

  await bureau.limen('tenant', 'set', '--tenant', 'main', '--wallet', 'on')
  const small = await post(register, request)
  expect(small).toMatchObject({ status: 400, body: { code: 'low_quality', message: expect.stringMatching(/eyes/) } })
  // The only two pictures of one man are cut from small ones.
  await bureau.limen('tenant', 'set', '--tenant', 'main', '--min-eye-distance', '25')
  const issued = await post(register, request)
  expect(issued.status).toBe(201)
  const credential = issued.body as unknown as Credential
  const keys = createRemoteJWKSet(new URL(`${bureau.url}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(credential.proof.jwt, keys)
  expect(payload).toMatchObject({ jti: credential.id, sub: credential.credentialSubject.id })
  const others = createRemoteJWKSet(new URL(`${bureau.url}/t/main/v1/.well-known/jwks.json`))
  await jwtVerify(credential.proof.jwt, others)

  const lender = await newClient(bureau)
  const verify = (image: string | undefined) => post(`${bureau.url}/v1/verifications`, { credential, image }, lender)
  expect((await verify(benAgain)).body).toMatchObject({
    signatureValid: true,
    revoked: false,
    match: true,
    reason: null,
  })
  expect((await verify(anna)).body).toMatchObject({ match: false, reason: 'face_mismatch' })
  expect(await post(register, { ...request, publicKey: await newKey() })).toMatchObject({
    status: 409,
    body: { code: 'face_already_registered' },
  })
  const twoPeople = await post(register, { ...request, biometrics: [anna, ben], publicKey: await newKey() })
  expect(twoPeople.body).toMatchObject({ code: 'different_people' })

  const id = credential.id.replace('urn:uuid:', '')
  const status = async () => (await fetch(`${bureau.url}/v1/credentials/${id}/status`)).json()
  expect(await status()).toMatchObject({ status: 'active' })
  const { statusListCredential, statusListIndex } = credential.credentialStatus
  // As a cache asks that keeps a copy; it must ask before each use.
  const readList = (known = '') =>
    fetch(bureau.url + new URL(statusListCredential).pathname, { headers: { 'if-none-match': known } })
  const { headers } = await readList()
  const etag = headers.get('etag')!
  expect(headers.get('cache-control')).toBe('no-cache')
  expect((await readList(etag)).status).toBe(304)
  const revoked = await post(`${bureau.url}/v1/credentials/${id}/revocations`, { reason: 'phone lost' }, lender)
  expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked' } })
  expect(await status()).toMatchObject({ status: 'revoked' })
  const list = await readList(etag)
  expect(list.status).toBe(200)
  const { credentialSubject } = (await list.json()) as { credentialSubject: { encodedList: string } }
  const bits = gunzipSync(Buffer.from(credentialSubject.encodedList.slice(1), 'base64url'))
  const index = Number(statusListIndex)
  expect((bits[index >> 3]! >> (7 - (index & 7))) & 1).toBe(1)
  expect((await verify(benAgain)).body).toMatchObject({ revoked: true, match: false, reason: 'revoked' })

  // Neither the private key nor a picture reaches the log.
  for (const secret of [privateKey, ben!.slice(200, 260)]) expect(bureau.output()).not.toContain(secret)
})

test('after the key was rotated at the command line, what it signed stays good', async ({ bureau }) => {
  await bureau.limen('tenant', 'set', '--tenant', 'main', '--wallet', 'on')
  const anna = await sample('anna-1.jpg')
  const issued = await post(`${bureau.url}/v1/users/auth/register`, {
    meta: {},
    biometrics: [anna],
    publicKey: await newKey(),
  })
  const { proof } = issued.body as unknown as Credential
  const { keyId } = JSON.parse(await bureau.limen('keys', 'rotate-issuer', 'main', '--json')) as { keyId: string }
  const keys = createRemoteJWKSet(new URL(`${bureau.url}/v1/.well-known/jwks.json`))
  const { protectedHeader } = await jwtVerify(proof.jwt, keys)
  expect(protectedHeader.kid).not.toBe(keyId)
})

test('what the contract does not know, or is too large, is refused in its form', async ({ bureau }) => {
  for (const path of [
    '/v1',
    '/v1/nowhere',
    '/v1/admin/users',
    '/t/main/v1/nowhere',
    '/t/nobody/v1/credentials/x/status',
  ]) {
    const answer = await fetch(bureau.url + path)
    expect([path, answer.status]).toEqual([path, 404])
    expect(await answer.json()).toMatchObject({ code: 'not_found', message: expect.any(String) })
  }
  const method = await fetch(`${bureau.url}/v1/users/auth/register/`)
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST'])
  const large = await fetch(`${bureau.url}/v1/users/auth/register`, { method: 'POST', body: 'x'.repeat(9_000_000) })
  expect(await large.json()).toMatchObject({ code: 'too_large' })
})

test('an owner opens the bureau to wallets, says how credentials look, and closes it again', async ({
  owned: { page, url, limen },
}) => {
  await page.goto(`${url}/settings/wallet`)
  await expect(page.getByText('Nobody can ask for a credential.')).toBeVisible()
  await expectAccessible(page, 'settings-wallet-closed')
  await page.getByRole('button', { name: 'Open to wallets' }).click()
  await expect(page.getByRole('dialog')).toContainText('One network may ask 60 times in an hour.')
  await expectAccessible(page, 'settings-wallet-open-dialog')
  await page.getByRole('dialog').getByRole('button', { name: 'Open to wallets' }).click()
  await expect(page.getByText('Anyone with a wallet app can send')).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()

  await page.getByLabel('Issuer').fill('')
  await page.getByLabel('Good for, in days').fill('99999')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Please look at the marked fields.')).toBeVisible()
  await expect(page.getByLabel('Issuer')).toBeFocused()
  await expect(page.getByLabel('Good for, in days')).toHaveValue('99999')
  await page.getByLabel('Issuer').fill('Bank of the Village')
  await page.getByLabel('Good for, in days').fill('30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.', { exact: false }).first()).toBeVisible()
  await expect(page.getByText('Please look at the marked fields.')).toBeHidden()

  const issued = await post(`${url}/v1/users/auth/register`, {
    meta: {},
    biometrics: [await sample('anna-1.jpg')],
    publicKey: await newKey(),
  })
  expect(issued.body).toMatchObject({ issuer: 'Bank of the Village' })
  await page.reload()
  await expect(page.getByText('Credentials that are good now').locator('..')).toContainText('1')
  await expect(page.getByLabel('Issuer')).toHaveValue('Bank of the Village')
  await page.setViewportSize({ width: 360, height: 740 })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'settings-wallet-phone')
  await page.setViewportSize({ width: 1280, height: 900 })
  await expectAccessible(page, 'settings-wallet')

  await page.getByRole('button', { name: 'Close to wallets' }).click()
  await expect(page.getByRole('dialog')).toContainText('1 credential stays good')
  await page.getByRole('dialog').getByRole('button', { name: 'Close to wallets' }).click()
  await expect(page.getByText('Nobody can ask for a credential.')).toBeVisible()
  expect(await limen('tenant', 'show', '--tenant', 'main')).toMatch(/wallet\s+off/)
})

test('the page of a user who came by a wallet shows the key and the credentials, gives one out and revokes it', async ({
  owned: { page, url, limen },
}) => {
  await limen('tenant', 'set', '--tenant', 'main', '--wallet', 'on', '--duplicates', 'off')
  const issued = await post(`${url}/v1/users/auth/register`, {
    meta: {},
    biometrics: [await sample('anna-1.jpg')],
    publicKey: await newKey(),
  })
  const credential = issued.body as unknown as Credential
  const id = credential.id.replace('urn:uuid:', '')
  await page.goto(`${url}/users`)
  await page.locator('tbody a[href^="/users/"]').first().click()
  const section = page.getByRole('region', { name: 'Credentials', exact: true })
  await expect(section.getByText(id)).toBeVisible()
  await expect(section.getByText('Active')).toBeVisible()
  await expect(section.getByText('it was not asked to show')).toBeVisible()
  await expectAccessible(page, 'user-credentials')

  const downloading = page.waitForEvent('download')
  await section.getByRole('link', { name: /^Download credential/ }).click()
  const file = await downloading
  expect(file.suggestedFilename()).toBe(`credential-${id}.json`)
  const document = JSON.parse(await readFile(await file.path(), 'utf8')) as Credential
  expect(document.proof.jwt).toBe(credential.proof.jwt)
  expect(document.credentialSubject).not.toHaveProperty('biometrics')

  await section.getByRole('button', { name: /^Revoke credential/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(dialog.getByText('Please look at the marked fields.')).toBeVisible()
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await expectAccessible(page, 'user-credential-revoke')
  await dialog.getByLabel('Reason').fill('The phone was stolen')
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(section.getByText('Revoked', { exact: true })).toBeVisible()
  await expect(section.getByText('The phone was stolen')).toBeVisible()
  const status = await fetch(`${url}/v1/credentials/${id}/status`)
  expect(await status.json()).toMatchObject({ status: 'revoked' })
})
