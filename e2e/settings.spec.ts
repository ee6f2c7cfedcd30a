import { expect, expectAccessible, test } from './fixtures'

test('an owner renames the organisation and takes it back', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/settings`)
  await page.waitForURL('**/settings/general')
  await expect(page.getByText('Not encrypted.')).toBeVisible()
  await expectAccessible(page, 'settings-general')
  await page.getByLabel('Name').fill('Harbour Clinic')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('banner').getByText('Harbour Clinic')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('banner').getByText('main', { exact: true })).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('main')
})

test('decisions are stated as a risk, saved, refused in words, and undone', async ({ owned: { page, url, limen } }) => {
  test.slow()
  const setting = async (name: string) =>
    (JSON.parse(await limen('tenant', 'show', '--tenant', 'main', '--json')) as { settings: Record<string, unknown> })
      .settings[name]
  await page.goto(`${url}/settings/decisions`)
  await expect(page.getByLabel('1 in 1,000 strangers, as usual')).toBeChecked()
  await expectAccessible(page, 'settings-decisions')

  await page.getByLabel('1 in 10,000 strangers').check()
  await page.getByLabel('Refuse it').check()
  await page.getByLabel('Guess emotions').check()
  await expect(page.getByText('In the European Union it is forbidden at work and in schools')).toBeVisible()
  await page.getByLabel('Smallest distance between the eyes').fill('5')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByLabel('Smallest distance between the eyes')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('1 in 10,000 strangers')).toBeChecked()
  expect(await setting('verifyFmr')).toBe(1e-3)

  await page.getByLabel('Smallest distance between the eyes').fill('60')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved; it holds from the next call on.')).toBeVisible()
  expect(await setting('verifyFmr')).toBe(1e-4)
  expect(await setting('minEyeDistancePx')).toBe(60)
  expect(await setting('emotions')).toBe(true)

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('It is as it was.')).toBeVisible()
  await expect(page.getByLabel('1 in 1,000 strangers, as usual')).toBeChecked()
  expect(await setting('verifyFmr')).toBe(1e-3)
  expect(await setting('emotions')).toBe(false)

  await page.goto(`${url}/audit?action=tenant.changed`)
  const told = page.getByRole('region', { name: 'Audit lines' }).getByText('tenant.changed')
  await expect(told.nth(1)).toBeVisible()
  const changes = page.getByRole('region', { name: 'Audit lines' }).getByRole('row')
  await expect(changes.filter({ hasText: 'emotions are estimated' }).last()).toContainText(
    /strangers who may pass\s*1 in 1,000\s*→, now\s*1 in 10,000/,
  )
  await expectAccessible(page, 'audit-changes')
})

test('an owner says how long terminals act alone, and takes it back', async ({ owned: { page, url, limen } }) => {
  const setting = async (name: string) =>
    (JSON.parse(await limen('tenant', 'show', '--tenant', 'main', '--json')) as { settings: Record<string, unknown> })
      .settings[name]
  await page.goto(`${url}/settings/access`)
  const staleness = page.getByLabel('Without a connection, members are let in for')
  await expect(staleness).toHaveValue('72')
  await expectAccessible(page, 'settings-access')
  await staleness.fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(staleness).toHaveAttribute('aria-invalid', 'true')
  await staleness.fill('12')
  await page.getByLabel('Terminals keep an event’s faces').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved; it holds from the next call on.')).toBeVisible()
  expect([await setting('terminalStalenessHours'), await setting('eventRetentionHours')]).toEqual([12, null])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('It is as it was.')).toBeVisible()
  expect([await setting('terminalStalenessHours'), await setting('eventRetentionHours')]).toEqual([72, 24])
})

test('settings fit a phone', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 375, height: 740 })
  for (const tab of ['general', 'decisions', 'access']) {
    await page.goto(`${url}/settings/${tab}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  }
  await expectAccessible(page, 'settings-phone')
})
