/** Enrolment links as owners make them and people follow them. */
import type { Page } from 'playwright/test'
import { expect, type Owned } from './fixtures'

export async function publishText({ page, url }: Pick<Owned, 'page' | 'url'>): Promise<void> {
  await page.goto(`${url}/consents/recognition/en`)
  await page.getByLabel('Words').fill('My face opens the doors of this house.\n\nI may withdraw this at any time.')
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await page.getByRole('button', { name: 'Publish version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish version 1' }).click()
  await expect(page.getByRole('heading', { name: 'Version 2, not begun' })).toBeVisible()
}

export async function makeLink({ page, url }: Owned, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>) {
  await page.goto(`${url}/enrolment-links`)
  if (await page.getByText('Publish a consent text first').isVisible()) {
    await publishText({ page, url })
    await page.goto(`${url}/enrolment-links`)
  }
  await page.getByRole('button', { name: 'New enrolment link' }).click()
  const dialog = page.getByRole('dialog')
  await fill(dialog)
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  return dialog
}

export const addressIn = (dialog: ReturnType<Page['getByRole']>) =>
  dialog.locator('code', { hasText: '/enrol/' }).innerText()

/** By name, however this bureau calls itself: pages of a test are asked under `localhost`. */
export const here = (address: string, { url }: Owned) => `${url}${new URL(address).pathname}`

/**
 * As a person would: again, where a machine that does much else took too few pictures in time, or the eyes were not seen to close, which the
 * figures of the stand-in have as well. What was said is printed.
 */
export async function followPrompts(page: Page): Promise<void> {
  const isDone = page.locator('main[data-phase="done"]')
  const refusal = page.locator('main').getByRole('alert')
  for (let tries = 1; ; tries++) {
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(isDone.or(refusal).first()).toBeVisible({ timeout: 60_000 })
    if (await isDone.isVisible()) return
    console.log(`The stand-in was not enrolled: ${(await refusal.allInnerTexts()).join(' ')}`)
    await expect(refusal).toHaveText(/did not come in time|Too few pictures|not done as asked: Close your eyes/)
    expect(tries).toBeLessThan(4)
    await page.getByRole('button', { name: 'Try again', exact: true }).click()
  }
}
