/** Documents through the graph: what is read, held, enrolled from and kept, and that nothing of it is kept for repeats. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pino } from 'pino'
import type { Context } from '@/domain/context'
import { publishConsentText, saveConsentDraft } from '@/domain/consents/texts'
import { documentPicture, passport } from '@/domain/documents/testing'
import { garbage, picture, testEngines, type TestEngines } from '@/domain/faces/testing'
import { createTenant, updateTenant } from '@/domain/tenants'
import { adminActor, testContext } from '@/domain/testing'
import { createGraphqlServer } from './server'
import { act, ask } from './testing'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const front = base64(documentPicture({ zone: passport(), person: 'anna', lines: ['PASSPORT'] }))

async function bureau() {
  const operator = await testContext({ engines })
  const { id: tenantId } = await createTenant(operator, { slug: 'acme' })
  return { operator, admin: { ...operator, actor: adminActor({ tenantId }) } }
}

const report = `report {
  format kind zoneSide zoneLines verdict
  corrections { line column read corrected }
  fields { name value source confidence agrees zone visual places { side corners { x y } } }
  checks { name outcome detail }
}`

const sides = `front {
  widthPx heightPx turnedDegrees outline { x y }
  page { widthPx heightPx picture }
  zone { format lines corners { x y } }
  lines { text confidence }
  portrait { box { x y width height } picture }
  quality { dotsPerInch glareShare cutEdges }
}
back { widthPx }`

describe('Documents', () => {
  test('A document is read, and what was held of it can be asked for in parts', async () => {
    const { admin } = await bureau()
    const input = { front: `data:image/jpeg;base64,${front}`, expected: 'PASSPORT', hold: true }
    const payload = `... on ValidateDocumentPayload { document { reference result ${report} } }`
    const { document } = await act(admin, 'validateDocument', input, payload)
    expect(document).toMatchObject({
      result: 'OK',
      report: { format: 'TD3', kind: 'PASSPORT', zoneSide: 'FRONT', verdict: 'OK' },
    })
    expect(document.report.zoneLines[0]).toMatch(/^P<UTOERIKSSON<<ANNA</)
    const asked = `query ($reference: String!) { heldDocument(reference: $reference) { reference ${sides} } }`
    const held = await ask(admin, asked, { reference: document.reference })
    expect(held.data.heldDocument).toMatchObject({
      reference: document.reference,
      back: null,
      front: {
        outline: [{ x: 0, y: 0 }, { x: 1000 }, { y: 700 }, { x: 0, y: 700 }],
        page: { widthPx: 1000, picture: front },
        zone: { format: 'TD3', lines: document.report.zoneLines },
        lines: [{ text: 'PASSPORT' }],
        portrait: { box: { x: 40, y: 100, width: 300, height: 400 }, picture: base64(picture('anna')) },
      },
    })
  })

  test('What was not held cannot be asked for', async () => {
    const { admin } = await bureau()
    const payload = '... on ValidateDocumentPayload { document { reference } }'
    const { document } = await act(admin, 'validateDocument', { front }, payload)
    const asked = 'query ($reference: String!) { heldDocument(reference: $reference) { reference } }'
    expect((await ask(admin, asked, { reference: document.reference })).data).toEqual({ heldDocument: null })
  })

  test('What cannot be read says why, and what is no picture is refused', async () => {
    const { admin } = await bureau()
    const payload = '... on ValidateDocumentPayload { document { reference } reason { code side } }'
    expect(await act(admin, 'validateDocument', { front: base64(picture('a cat')) }, payload)).toMatchObject({
      document: null,
      reason: { code: 'no_document', side: null },
    })
    expect(await act(admin, 'validateDocument', { front, back: base64(garbage) }, payload)).toMatchObject({
      __typename: 'PictureRefused',
    })
    expect(await act(admin, 'validateDocument', { front: '!' }, payload)).toMatchObject({ __typename: 'InvalidInput' })
  })

  test('A repeat is refused, because nothing of the answer is kept', async () => {
    const { admin } = await bureau()
    const input = { idempotencyKey: 'the-same-key', front }
    const payload = '... on ValidateDocumentPayload { document { reference } }'
    expect(await act(admin, 'validateDocument', input, payload)).toMatchObject({
      __typename: 'ValidateDocumentPayload',
    })
    expect(await act(admin, 'validateDocument', input, payload)).toMatchObject({ __typename: 'IdempotencyConflict' })
    const kept = JSON.stringify(await admin.db.sql.select().from(admin.db.tables.idempotentCalls))
    expect(kept).not.toMatch(/ERIKSSON|picture|anna/)
  })

  test('Who is on it is enrolled with a selfie, and the document kept, opened and deleted', async () => {
    const { admin, operator } = await bureau()
    await updateTenant(operator, { slug: 'acme', settings: { documentDays: 7 } })
    const body = 'I agree that my document is kept.'
    const { id: documentTextId } = await saveConsentDraft(admin, { purpose: 'documents', language: 'en', body })
    await publishConsentText(admin, { textId: documentTextId })
    const read = '... on ValidateDocumentPayload { document { reference } }'
    const { document } = await act(admin, 'validateDocument', { front, hold: true }, read)
    const { reference } = document
    const asked = `query ($reference: String!) { heldDocument(reference: $reference) { result front { portrait { picture } } } }`
    const held = await ask(admin, asked, { reference })
    expect(held.data.heldDocument).toMatchObject({ result: 'OK' })

    const same = { first: held.data.heldDocument.front.portrait.picture, second: base64(picture('anna')) }
    const compared = '... on CompareFacesPayload { verified fmr which reason { code } }'
    expect(await act(admin, 'compareFaces', same, compared)).toMatchObject({ verified: true, fmr: 1e-3, which: null })
    expect(await act(admin, 'compareFaces', { ...same, second: base64(picture()) }, compared)).toMatchObject({
      verified: null,
      which: 'SECOND',
      reason: { code: 'face_not_found' },
    })

    const enrolled = `... on EnrolFromDocumentPayload {
      outcome of keptDocumentId user { userId externalId documents { documentId kind pageCount keptUntil } } }`
    const call = { reference, documentTextId, externalId: 'anna' }
    const both = await act(admin, 'enrolFromDocument', { ...call, externalIdField: 'DOCUMENT_NUMBER' }, enrolled)
    expect(both).toMatchObject({ __typename: 'InvalidInput' })
    const other = await act(admin, 'enrolFromDocument', { ...call, selfie: base64(picture('ben')) }, enrolled)
    expect(other).toMatchObject({ outcome: 'ANOTHER_PERSON', user: null })
    const done = await act(admin, 'enrolFromDocument', { ...call, selfie: base64(picture('anna')) }, enrolled)
    expect(done).toMatchObject({ outcome: 'ENROLLED', user: { externalId: 'anna' } })
    expect(done.user.documents).toMatchObject([{ documentId: done.keptDocumentId, kind: 'PASSPORT', pageCount: 1 }])

    const documentId = done.keptDocumentId
    const look = { documentId, purpose: 'PERSON_ASKED' }
    const opened = '... on OpenDocumentPayload { report { format } front { picture } back { picture } }'
    expect(await act(admin, 'openDocument', look, opened)).toMatchObject({
      report: { format: 'TD3' },
      front: { picture: front },
      back: null,
    })
    const removed = '... on RemoveDocumentPayload { user { documents { documentId } } }'
    expect(await act(admin, 'removeDocument', { documentId }, removed)).toMatchObject({ user: { documents: [] } })
    expect(await act(admin, 'removeDocument', { documentId }, removed)).toMatchObject({ __typename: 'NotFound' })
  })

  test('Without room at the engine it says so, and so does the log', async () => {
    const { admin } = await bureau()
    const lines: unknown[] = []
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
    const query = 'mutation ($input: ValidateDocumentInput!) { validateDocument(input: $input) { __typename } }'
    engines.full = true
    const { body } = await createGraphqlServer()
      .executeOperation(
        { query, variables: { input: { front, idempotencyKey: 'full-engine' } } },
        { contextValue: { ...admin, log } as Context },
      )
      .finally(() => (engines.full = false))
    const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : []
    expect(error?.extensions?.code).toBe('BUSY')
    expect(lines).toMatchObject([{ level: 40, route: '/api/graphql', reason: 'queue_full' }])
  })

  test('Where the tenant keeps none, that is a rule', async () => {
    const { admin } = await bureau()
    const { document } = await act(
      admin,
      'validateDocument',
      { front, hold: true },
      '... on ValidateDocumentPayload { document { reference } }',
    )
    const call = { reference: document.reference, documentTextId: 'any' }
    const refused = '... on RuleBroken { reason }'
    expect(await act(admin, 'enrolFromDocument', call, refused)).toMatchObject({ reason: 'documents_not_kept' })
  })
})
