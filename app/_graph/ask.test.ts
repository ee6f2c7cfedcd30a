import { expect, test } from 'vitest'
import type { AdminContext } from '@/app/_lib/auth'
import { AppError } from '@/domain/errors'
import { accessBureau } from '@/domain/events/testing'
import { testContext } from '@/domain/testing'
import { encodeId } from '@/graphql/ids'
import { ask, change } from './ask'
import { CreateFacilityDocument, PlacesDocument, TerminalPageDocument } from './documents'

async function admin() {
  return (await accessBureau((options) => testContext(options))).admin as unknown as AdminContext
}

test('What is answered are plain objects, because nothing else goes to a component in the browser', async () => {
  const context = await admin()
  const made = await change(context, CreateFacilityDocument, { name: 'Hall', region: undefined })
  expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  const { zones } = await ask(context, PlacesDocument, {})
  const node = zones.edges.find((edge) => edge.node.id === made.zone.id)!.node
  expect(Object.getPrototypeOf(node)).toBe(Object.prototype)
  expect(node.zoneId).toMatch(/:zz:hall$/)
})

test('A refusal comes out as the error that it was, with its fields', async () => {
  const context = await admin()
  await change(context, CreateFacilityDocument, { name: 'Hall', slug: 'hall' })
  const taken = change(context, CreateFacilityDocument, { name: 'Other', slug: 'hall' })
  await expect(taken).rejects.toMatchObject({ code: 'already_exists', options: { fields: [{ field: 'slug' }] } })
  const wrong = change(context, CreateFacilityDocument, { name: '', timeZone: 'Mars/Olympus' })
  await expect(wrong).rejects.toBeInstanceOf(AppError)
  await expect(wrong).rejects.toMatchObject({ code: 'invalid_input' })
  expect((await ask(context, TerminalPageDocument, { id: encodeId('Terminal', 'none') })).node).toBeNull()
})
