import { archive, sample } from './archive'
import { expect, expectAccessible, test } from './fixtures'

test('a stricter rule shows in numbers what it deletes, wants that typed, waits a day and is taken back', async ({
  owned: { page, url },
}) => {
  await page.goto(`${url}/import`)
  await page.getByLabel('Archive of pictures and a table').setInputFiles(
    await archive('two.zip', {
      'people.csv': 'external_id,file\nanna,a.jpg\nben,b.jpg\n',
      'a.jpg': await sample('anna-1.jpg'),
      'b.jpg': await sample('ben-1.jpg'),
    }),
  )
  await page.waitForURL(/\/import\/.+/)
  await page.getByRole('button', { name: 'Import 2 users' }).click({ timeout: 60_000 })
  await page.getByRole('dialog').getByRole('button', { name: 'Import 2 users' }).click()
  await expect(page.getByText('Done. The archive was removed')).toBeVisible({ timeout: 60_000 })

  await page.goto(`${url}/retention`)
  await expect(page.getByText('Kept until the user is erased.')).toBeVisible()
  await expect(page.getByText('None: no rule deletes anything')).toBeVisible()
  await expectAccessible(page, 'retention')

  await page.getByRole('button', { name: 'Change: Pictures' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /after some days/ }).check()
  await dialog.getByRole('textbox', { name: 'Days' }).fill('zero')
  await dialog.getByRole('button', { name: 'See what it would delete' }).click()
  await expect(dialog.getByText('a whole number of days')).toBeVisible()
  await dialog.getByRole('radio', { name: /Do not keep them/ }).check()
  await dialog.getByRole('button', { name: 'See what it would delete' }).click()
  await expect(dialog.getByText('This deletes 2 pictures')).toBeVisible()
  await expectAccessible(page, 'retention-change')
  await dialog.getByRole('button', { name: 'Change the rule' }).click()
  await expect(dialog.getByText('Please type exactly: 2')).toBeVisible()
  await dialog.getByLabel('To confirm').fill('2')
  await dialog.getByRole('button', { name: 'Change the rule' }).click()

  await expect(page.getByText('Planned: at once.')).toBeVisible()
  const soon = page.getByRole('link', { name: '2 pictures in 24 h: show them' })
  await soon.click()
  await expect(page.getByRole('heading', { name: 'Pictures: what goes within 24 hours' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'What is due' })).toContainText('anna')
  await expectAccessible(page, 'retention-planned')

  await page.getByRole('button', { name: 'Take it back' }).click()
  await expect(page.getByText('Planned: at once.')).toBeHidden()
  await expect(soon).toBeHidden()
})

test('a rule that deletes nothing is changed without typing, on a phone and by keyboard', async ({
  owned: { page, url },
}) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/retention`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'Change: Users who withdrew consent' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /erased after some days/ }).focus()
  await page.keyboard.press('Space')
  await dialog.getByRole('textbox', { name: 'Days' }).fill('14')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('deletes nothing')).toBeVisible()
  await dialog.getByRole('button', { name: 'Change the rule' }).press('Enter')
  await expect(page.getByText('Planned: after 14 days.')).toBeVisible()
  await expectAccessible(page, 'retention-phone')
})
