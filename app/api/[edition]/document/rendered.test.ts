/** Validate Document with rendered documents of our own and the real engine, and what people make of them on the way. */
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pictures, realEngines } from '@/domain/faces/testing-pictures'
import { renderDocument, type Rendered } from '@/domain/documents/testing-rendered'
import { describeLegacy, type LegacyApi } from '../_legacy/testing'
import { formsOf } from '../_legacy/testing-forms'

vi.mock('@/app/_lib/context', async () => (await import('../_legacy/testing')).contextModule)

const real = realEngines()
afterAll(() => real.close())

const { asFiles, asText } = formsOf('/document/validate')
const slow = 240_000

let page: Rendered
let card: { front: Rendered; back: Rendered }
beforeAll(async () => {
  page = await renderDocument({ seed: 7, format: 'TD3' })
  const side = (side: 'front' | 'back') => renderDocument({ seed: 8, format: 'TD1', side })
  card = { front: await side('front'), back: await side('back') }
})

interface Shown {
  result: string
  side: string
  fields: { normal: Record<string, unknown>; validation: Record<string, string> }
}
const validated = async (api: LegacyApi, sent: Record<string, string | Uint8Array>, send = asFiles): Promise<Shown> => {
  const { http, message, data } = await send(api, sent)
  expect([http, message]).toEqual([200, 'DOCUMENT_VALIDATED_WITH_SUCCESS'])
  return data as unknown as Shown
}
const zoneOf = ({ truth }: Rendered) => Object.fromEntries(truth.zone!.lines.map((line, n) => [`line${n}`, line]))
const jpeg = (picture: Sharp) => picture.jpeg({ quality: 85 }).toBuffer()

describeLegacy('Rendered documents', (open) => {
  test(
    'a passport is read, as a file and as text, the right way up and upside down',
    async () => {
      const api = await open({ engines: real })
      const upsideDown = await jpeg(sharp(page.picture).rotate(180))
      for (const [send, front] of [
        [asFiles, page.picture],
        [asText, page.picture],
        [asFiles, upsideDown],
      ] as const) {
        const { side, fields } = await validated(api, { doctype: 'passport', front }, send)
        expect(side).toBe('1')
        expect(fields.normal.mrz).toEqual(zoneOf(page))
        const { surnames, birthDate, documentNumber } = page.truth.fields
        expect(fields.normal).toMatchObject({ surnames, birth_date: birthDate, doc_number: documentNumber })
        expect(fields.validation).toMatchObject({
          integrity_composite_digit: 'GOOD',
          integrity_portrait_present: 'GOOD',
          integrity_expected_kind: 'GOOD',
        })
      }
    },
    slow,
  )

  test(
    'a card is read from both sides, back for front too; of the same side twice, what is on it and no more',
    async () => {
      const api = await open({ engines: real })
      const { front, back } = card
      const right = await validated(api, { front: front.picture, back: back.picture })
      expect([right.side, right.fields.normal.mrz]).toEqual(['0', zoneOf(back)])
      const swapped = await validated(api, { front: back.picture, back: front.picture })
      expect(swapped.fields.normal.mrz).toEqual(zoneOf(back))
      const twice = await validated(api, { front: back.picture, back: back.picture })
      expect([twice.result, twice.fields.normal.mrz]).toEqual(['Fail', zoneOf(back)])
      expect(twice).not.toHaveProperty('photo')
    },
    slow,
  )

  test(
    'a person’s picture beside the back of a card is no front of it, and no portrait',
    async () => {
      const api = await open({ engines: real })
      const withPerson = await validated(api, { front: await pictures.anna(), back: card.back.picture })
      expect([withPerson.result, withPerson.side]).toEqual(['Fail', '2'])
      expect(withPerson.fields.normal.mrz).toEqual(zoneOf(card.back))
      expect(withPerson.fields.validation).toMatchObject({ integrity_portrait_present: 'BAD' })
      expect(withPerson).not.toHaveProperty('photo')
      expect(withPerson).not.toHaveProperty('frontCut')
    },
    slow,
  )

  test(
    'a passport sent as a card, or a card as a passport, is read and Fail',
    async () => {
      const api = await open({ engines: real })
      const asCard = await validated(api, { front: page.picture, back: page.picture })
      expect([asCard.result, asCard.fields.validation.integrity_expected_kind]).toEqual(['Fail', 'BAD'])
      const asPassport = await validated(api, { doctype: 'passport', front: card.back.picture })
      expect([asPassport.result, asPassport.fields.validation.integrity_expected_kind]).toEqual(['Fail', 'BAD'])
    },
    slow,
  )

  test(
    'half outside, or two in one picture: an answer, and no line of a zone that is not printed',
    async () => {
      const api = await open({ engines: real })
      const { width, height } = await sharp(page.picture).metadata()
      const half = await jpeg(sharp(page.picture).extract({ left: 0, top: 0, width: width >> 1, height }))
      const beside = sharp({ create: { width: 2 * width, height, channels: 3, background: '#777' } })
      const two = await jpeg(
        beside.composite([
          { input: Buffer.from(page.picture), left: 0, top: 0 },
          { input: await jpeg(sharp(card.back.picture).resize(width, height, { fit: 'inside' })), left: width, top: 0 },
        ]),
      )
      const printed = [page, card.back].flatMap(({ truth }) => truth.zone!.lines)
      for (const front of [half, two]) {
        const { http, data } = await asFiles(api, { doctype: 'passport', front })
        expect(http).toBe(200)
        const { mrz = {} } = (data.fields as Shown['fields'] | undefined)?.normal ?? {}
        for (const line of Object.values(mrz as object)) expect(printed).toContain(line)
      }
    },
    slow,
  )
})
