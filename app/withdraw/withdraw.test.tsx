/** The way back, as the person walks it: the page says what goes, the button does it, and the address is worth nothing afterwards. */
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '@/domain/context'
import { receiptById } from '@/domain/erasures'
import { testEngines } from '@/domain/faces/testing'
import { startEnrolmentCheck, submitEnrolmentCheck } from '@/domain/self-enrolment/enrol'
import { createEnrolmentLink } from '@/domain/self-enrolment/manage'
import { agreeToEnrolment } from '@/domain/self-enrolment/person'
import { adminOf, following, publishText } from '@/domain/self-enrolment/testing'
import { testContext, type TestContext } from '@/domain/testing'
import { withdraw } from './[token]/actions'
import WithdrawPage from './[token]/page'
import WithdrawnPage from './done/page'

let operator: TestContext
vi.mock('@/app/_lib/context', () => ({
  getContext: async () => ({ ...operator, actor: { kind: 'nobody' } }) satisfies Context,
}))
vi.mock('next/headers', () => ({ headers: async () => new Headers({ 'accept-language': 'fr' }) }))
vi.mock('next/navigation', () => ({
  redirect: (path: string) => {
    throw new Error(`to ${path}`)
  },
}))

const engines = testEngines()
afterAll(() => engines.close())

let token: string
let admin: Context
beforeEach(async () => {
  operator = await testContext({ engines })
  admin = await adminOf(operator)
  const textId = await publishText(admin)
  const { url } = await createEnrolmentLink(admin, { language: 'de' })
  const link = url.slice(url.lastIndexOf('/') + 1)
  await agreeToEnrolment(operator, { token: link, textId })
  const { id, token: checkToken, plan } = await startEnrolmentCheck(operator, { token: link, calm: false })
  const frames = following(plan, 'anna')
  const done = await submitEnrolmentCheck(operator, { token: link, id, checkToken, frames })
  if (done.outcome !== 'enrolled') throw new Error('Nobody was enrolled.')
  token = done.withdrawalUrl.slice(done.withdrawalUrl.lastIndexOf('/') + 1)
})

const page = async (of: string) =>
  renderToStaticMarkup(
    await WithdrawPage({ params: Promise.resolve({ token: of }), searchParams: Promise.resolve({}) }),
  )

test('What goes is said, then it goes, and the receipt has a number', async () => {
  const before = await page(token)
  expect(before).toContain('lang="de"')
  expect(before).toContain('Bilder und Aufnahmen: 1')
  expect(before).toContain('Widerrufen und alles löschen')

  const [, path] =
    /^to (.*)$/.exec((await withdraw(token, 'de').catch((error: Error) => error.message)) as string) ?? []
  const [, receipt] = /^\/withdraw\/done\?receipt=([0-9a-f-]{36})&language=de$/.exec(path ?? '') ?? []
  expect(receipt).toBeDefined()
  expect((await receiptById(admin, { id: receipt! })).receipt.removed.templates).toBe(1)
  const searchParams = Promise.resolve({ receipt, language: 'de' })
  const after = renderToStaticMarkup(await WithdrawnPage({ params: Promise.resolve({}), searchParams }))
  expect(after).toContain('Sie sind gelöscht')
  expect(after).toContain(receipt)

  expect(await page(token)).toContain('There is nothing to withdraw')
  await expect(withdraw(token, 'de')).rejects.toThrow(`to /withdraw/${token}`)
})

test('The last page shows no more of its address than a number of ours', async () => {
  const searchParams = Promise.resolve({ receipt: '<b>call 0900</b>', language: 'xx' })
  const shown = renderToStaticMarkup(await WithdrawnPage({ params: Promise.resolve({}), searchParams }))
  expect(shown).toContain('You are erased')
  expect(shown).not.toContain('0900')
})
