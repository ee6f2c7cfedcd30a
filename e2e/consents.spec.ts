import { expect, expectAccessible, test } from './fixtures'

test('a text is written, compared, published, and stays as it is', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/consents`)
  await expect(page.getByText('There is no text yet')).toBeVisible()
  await expectAccessible(page, 'consents-empty')
  await page.getByRole('button', { name: 'Write the first text' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Language').fill('not a language')
  await dialog.getByRole('button', { name: 'Go to its words' }).click()
  await expect(dialog.getByText('as its code, such as en')).toBeVisible()
  await dialog.getByLabel('Language').fill('en')
  await dialog.getByRole('button', { name: 'Go to its words' }).click()
  await page.waitForURL('**/consents/recognition/en')

  const words = page.getByLabel('Words')
  await words.fill('Too short')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await expect(page.getByText('must say at least a sentence')).toBeVisible()
  await expect(words).toBeFocused()
  await words.fill(
    'My face opens the doors of this house.\n\n<script>alert(1)</script> I may withdraw this at any time.',
  )
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await expect(page.getByRole('heading', { name: 'Draft of version 1' })).toBeVisible()
  await page.getByRole('button', { name: 'Publish version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish version 1' }).click()
  await expect(page.getByRole('heading', { name: 'Version 2, not begun' })).toBeVisible()

  await words.fill('My face opens every door of this house.\n\nI may withdraw this at any time.')
  await page.getByRole('button', { name: 'Changes to version 1' }).click()
  await expect(page.locator('del', { hasText: 'the' }).first()).toBeVisible()
  await expect(page.locator('ins', { hasText: 'every' })).toBeVisible()
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await expect(page.getByRole('heading', { name: 'Draft of version 2' })).toBeVisible()
  await page.getByRole('button', { name: 'Changes to version 1' }).click()
  await expectAccessible(page, 'consent-text')
  await page.getByRole('link', { name: 'Version 1' }).click()
  await expect(page.getByText('<script>alert(1)</script>')).toBeVisible()
  await expect(page.getByText('It is never changed')).toBeVisible()

  await page.goto(`${url}/consents`)
  await expect(page.getByText('draft of version 2')).toBeVisible()
  await expect(page.getByText('There is no user yet.')).toBeVisible()
  await expectAccessible(page, 'consents')
})

test('every act of the page is there for the keyboard, on a phone too', async ({ owned: { page, url } }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/consents/recognition/en`)
  await page.getByRole('button', { name: 'As people read it' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'As people read it' })).toHaveAttribute('aria-pressed', 'true')
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await page.goto(`${url}/consents`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await expectAccessible(page, 'consents-phone')
})

test('an address of no text is none', async ({ owned: { page, url } }) => {
  for (const path of ['NOT%20A/en', 'recognition/english-and-more-of-it', 'recognition/en?version=99']) {
    expect((await page.goto(`${url}/consents/${path}`))!.status()).toBe(404)
  }
})
