import { archive, sample } from './archive'
import { expect, expectAccessible, test } from './fixtures'

test('what a user agreed to is written down, and withdrawing it ends recognition', async ({ owned: { page, url } }) => {
  await page.goto(`${url}/consents/recognition/de`)
  await page.getByLabel('Words').fill('Mein Gesicht darf mir die Türen dieses Hauses öffnen.')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByRole('button', { name: 'Publish version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish version 1' }).click()
  await expect(page.getByText('in force, 0 agreed')).toBeVisible()

  await page.goto(`${url}/import`)
  await page.getByLabel('Archive of pictures and a table').setInputFiles(
    await archive('one.zip', {
      'people.csv': 'external_id,file\nanna,a.jpg\n',
      'a.jpg': await sample('anna-1.jpg'),
    }),
  )
  await page.waitForURL(/\/import\/.+/)
  await page.getByRole('button', { name: 'Import 1 user' }).click({ timeout: 60_000 })
  await page.getByRole('dialog').getByRole('button', { name: 'Import 1 user' }).click()
  await expect(page.getByText('Done. The archive was removed')).toBeVisible({ timeout: 60_000 })

  await page.goto(`${url}/consents`)
  await expect(page.getByText('never asked').first()).toBeVisible()
  await page.getByRole('link', { name: 'anna' }).click()
  const section = page.getByRole('region', { name: 'Consents' })
  await section.getByRole('button', { name: 'Write down a consent' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Ends on').fill('2020-01-01')
  await dialog.getByRole('button', { name: 'Write it down' }).click()
  await expect(dialog.getByText('The last day must be in the future')).toBeVisible()
  await dialog.getByLabel('Ends on').fill('2099-01-01')
  await dialog.getByRole('button', { name: 'Write it down' }).click()
  await expect(section.getByText('agreed', { exact: true })).toBeVisible()
  await expectAccessible(page, 'user-consents')

  await section.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('dialog')).toContainText('1 template and 1 picture')
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw it' }).click()
  await expect(section.getByText('withdrawn', { exact: true })).toBeVisible()
  await section.getByText('History, 2 entries').click()
  await expect(section.getByText('withdrew recognition, de version 1')).toBeVisible()
})
