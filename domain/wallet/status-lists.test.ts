import { afterAll, expect, test, vi } from 'vitest'
import { eraseUser } from '../erasures'
import { testEngines } from '../faces/testing'
import { describeDialects } from '../testing'
import { revokeCredential } from './credentials'
import { rotateIssuerKey } from './issuer'
import { readStatusList } from './status-lists'
import { ask, asClient, bitOf, idOf, issued, openDoor, photo, publicUrl, testWallet } from './testing'

const engines = testEngines()
afterAll(() => engines.close())

const ofMain = { tenantSlug: 'main', list: 1, publicUrl }

describeDialects('Status lists', (open) => {
  /** A bureau with two credentials, and a clock to set. */
  async function withTwo() {
    const clock = { now: Date.parse('2026-11-21T08:00:00Z') }
    const operator = await open({ engines, now: () => new Date(clock.now) })
    const door = await openDoor(operator)
    const anna = issued(await ask(door, testWallet(), [photo('anna')]))
    const ben = issued(await ask(door, testWallet(1), [photo('ben')]))
    return { clock, operator, lender: asClient(operator, door), anna, ben }
  }

  test('A list is signed once for all who ask at the same time or soon after, and again after a minute', async () => {
    const { clock, operator } = await withTwo()
    const opened = vi.spyOn(operator.keys, 'openForTenant')
    const first = await Promise.all(Array.from({ length: 5 }, () => readStatusList(operator, ofMain)))
    clock.now += 59_999
    const all = [...first, await readStatusList(operator, ofMain)]
    expect(new Set(all.map(({ jwt }) => jwt)).size).toBe(1)
    expect(opened).toHaveBeenCalledTimes(1)

    clock.now += 1
    const later = await readStatusList(operator, ofMain)
    expect(later.jwt).not.toBe(all[0]!.jwt)
    expect(later.document).toMatchObject({ validFrom: '2026-11-21T08:01:00Z' })
    // It says the same as before, and is so named.
    expect(later.version).toBe(all[0]!.version)
    // A clock that was set back does not make a list of the future one of now.
    clock.now -= 120_000
    expect((await readStatusList(operator, ofMain)).document).toMatchObject({ validFrom: '2026-11-21T07:59:00Z' })
  })

  test('A revocation and an erasure show at the very next request, on every instance', async () => {
    const { operator, lender, anna, ben } = await withTwo()
    // Another process over the same database, with a memory of its own.
    vi.resetModules()
    const elsewhere = await import('./status-lists')
    expect(elsewhere.readStatusList).not.toBe(readStatusList)
    const readBoth = () =>
      Promise.all([readStatusList(operator, ofMain), elsewhere.readStatusList(operator, ofMain)] as const)
    const versions: string[] = []
    const expectBits = async (...bits: number[]) => {
      const [here, there] = await readBoth()
      expect(there.version).toBe(here.version)
      expect(there.jwt).not.toBe(here.jwt)
      versions.push(here.version)
      for (const read of [readStatusList, elsewhere.readStatusList]) {
        const shown = await Promise.all([anna, ben].map(({ credential }) => bitOf(operator, credential, read)))
        expect(shown).toEqual(bits)
      }
    }
    await expectBits(0, 0)
    await revokeCredential(lender, { credentialId: idOf(anna.credential), reason: 'lost' })
    await expectBits(1, 0)
    await eraseUser(lender, { userId: ben.userId })
    await expectBits(1, 1)
    expect(new Set(versions).size).toBe(3)
  })

  test('A request that meets a revocation half-way does not leave the older list behind for the next', async () => {
    const { operator, lender, anna } = await withTwo()
    const { openForTenant } = operator.keys
    let revoked = false
    vi.spyOn(operator.keys, 'openForTenant').mockImplementation(async (...place) => {
      if (!revoked) {
        revoked = true
        await revokeCredential(lender, { credentialId: idOf(anna.credential), reason: 'lost' })
      }
      return openForTenant.apply(operator.keys, place)
    })
    await readStatusList(operator, ofMain)
    expect(revoked).toBe(true)
    expect(await bitOf(operator, anna.credential)).toBe(1)
  })

  test('A list that could not be signed is signed by the next request', async () => {
    const { operator, anna } = await withTwo()
    vi.spyOn(operator.keys, 'openForTenant').mockRejectedValueOnce(new Error('the keystore is away'))
    await expect(readStatusList(operator, ofMain)).rejects.toThrow('the keystore is away')
    expect(await bitOf(operator, anna.credential)).toBe(0)
  })

  test('After a rotation the new key signs at once, also what says the same: the old one may soon be unpublished', async () => {
    const { operator } = await withTwo()
    const before = await readStatusList(operator, ofMain)
    const { keyId } = await rotateIssuerKey(operator, { tenantSlug: 'main' })
    const after = await readStatusList(operator, ofMain)
    expect(after.document.proof).toMatchObject({ verificationMethod: expect.stringContaining(keyId) })
    expect(after.version).not.toBe(before.version)
  })

  test('Lists of two tenants, and under two addresses, are not each other’s', async () => {
    const { operator } = await withTwo()
    const other = await openDoor(operator, 'other')
    issued(await ask(other, testWallet(), [photo('anna')]))
    const lists = [
      await readStatusList(operator, ofMain),
      await readStatusList(operator, { ...ofMain, tenantSlug: 'other' }),
      await readStatusList(operator, { ...ofMain, publicUrl: 'https://moved.example' }),
    ]
    expect(lists.map(({ document }) => document.issuer)).toEqual([
      'https://limen.example',
      'https://limen.example/t/other',
      'https://moved.example',
    ])
    expect(new Set(lists.map(({ version }) => version)).size).toBe(3)
  })
})
