import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testEngines, type TestEngines } from '@/domain/faces/testing'
import { encodeId } from './ids'
import { annasFace, mark, twoTenants } from './isolation-testing'
import { act, ask } from './testing'

let engines: TestEngines
beforeAll(() => void (engines = testEngines()))
afterAll(() => engines.close())

describe('What the portal does beside users and access', () => {
  const bureau = () => twoTenants(engines)

  async function read(context: Parameters<typeof ask>[0], query: string, variables: Record<string, unknown> = {}) {
    const { data, errors } = await ask(context, query, variables)
    expect(errors).toBeUndefined()
    return data
  }

  test('Jobs are counted, paged and stopped', async () => {
    const { admin, rows } = await bureau()
    const page = `query ($after: String) { jobs(first: 1, after: $after, states: [QUEUED]) {
      counts { state jobs } edges { node { id kind mayCancel } } pageInfo { hasNextPage endCursor } } }`
    const { jobs } = await read(admin, page)
    const waiting = jobs.counts.find(({ state }: { state: string }) => state === 'QUEUED').jobs
    expect(waiting).toBeGreaterThan(1)
    const kinds: string[] = []
    for (let after: string | null = null; ;) {
      const { jobs: part } = await read(admin, page, { after })
      kinds.push(...part.edges.map((edge: { node: { kind: string } }) => edge.node.kind))
      if (!part.pageInfo.hasNextPage) break
      after = part.pageInfo.endCursor
    }
    expect(kinds).toHaveLength(waiting)
    const jobId = encodeId('Job', rows.Job)
    expect((await act(admin, 'retryJob', { jobId }, '')).__typename).toBe('Conflict')
    const stopped = await act(admin, 'stopJob', { jobId }, '... on JobPayload { job { state mayCancel } }')
    expect(stopped.job).toEqual({ state: 'CANCELLED', mayCancel: false })
    expect((await act(admin, 'stopJob', { jobId }, '')).__typename).toBe('Conflict')
  })

  test('An import is announced, watched and cancelled', async () => {
    const { admin } = await bureau()
    const payload = '... on ImportPayload { import { id state partCount partBytes figures { rows } } }'
    const made = await act(admin, 'startImport', { name: 'class.zip', byteCount: 9_000_000 }, payload)
    expect(made.import).toMatchObject({ state: 'UPLOADING', partCount: 3, partBytes: 4 * 1024 * 1024 })
    const importId = made.import.id
    expect((await act(admin, 'finishImportUpload', { importId }, payload)).__typename).toBe('Conflict')
    expect((await act(admin, 'runImport', { importId }, payload)).__typename).toBe('Conflict')
    const huge = await act(admin, 'startImport', { name: 'all.zip', byteCount: 1e15 }, payload)
    expect(huge.__typename).toBe('TooLarge')
    const { imports } = await read(
      admin,
      '{ imports(first: 5) { edges { node { name state rows(first: 5) { edges { node { row externalId reason user { userId } } } } } } } }',
    )
    expect(imports.edges).toHaveLength(2)
    expect(imports.edges[1].node.rows.edges[0].node).toMatchObject({ row: 2, externalId: `${mark}-row` })
    expect((await act(admin, 'cancelImport', { importId }, payload)).import.state).toBe('CANCELLED')
  })

  test("An admin's account: name, sessions and factors; what is sensitive needs a fresh sign-in", async () => {
    const { admin, ids, operator } = await bureau()
    const account = `account { admin { firstName hasSecondFactor } sessions { sessionId isCurrent }
      factors { passkeys { passkeyId name } recoveryCodesLeft authenticatorSince } }`
    const { account: own } = await read(admin, `{ ${account} }`)
    expect(own.factors).toMatchObject({ passkeys: [{ name: `${mark} key` }], recoveryCodesLeft: 1 })
    expect(own.sessions.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent).sort()).toEqual([false, true])
    const payload = `... on AccountPayload { ${account} }`
    const named = await act(admin, 'updateProfile', { firstName: 'Eva', lastName: 'Else' }, payload)
    expect(named.account.admin.firstName).toBe('Eva')
    const { passkeyId } = ids
    const renamed = await act(admin, 'renamePasskey', { passkeyId, name: 'Blue' }, payload)
    expect(renamed.account.factors.passkeys).toMatchObject([{ name: 'Blue' }])

    if (admin.actor.kind !== 'admin') throw new Error('not an admin')
    const stale = { ...admin, actor: { ...admin.actor, provedAt: new Date(0) } }
    for (const [name, input] of [
      ['removePasskey', { passkeyId }],
      ['removeAuthenticator', {}],
      ['renewRecoveryCodes', {}],
    ] as const) {
      expect((await act(stale, name, input, '')).__typename, name).toBe('FreshSignInRequired')
    }
    const key = { idempotencyKey: 'codes-please' }
    const renewed = await act(admin, 'renewRecoveryCodes', key, '... on RecoveryCodesPayload { codes }')
    expect(renewed.codes.length).toBeGreaterThan(5)
    expect((await act(admin, 'renewRecoveryCodes', key, '')).__typename).toBe('IdempotencyConflict')
    const kept = JSON.stringify(await operator.db.sql.select().from(operator.db.tables.idempotentCalls))
    expect(kept).not.toContain(renewed.codes[0])

    const ended = await act(admin, 'endOtherSessions', {}, '... on EndedSessionsPayload { sessions }')
    expect(ended.sessions).toBe(1)
    expect((await read(admin, `{ ${account} }`)).account.sessions).toMatchObject([{ isCurrent: true }])
    const client = {
      ...operator,
      actor: { kind: 'client' as const, id: 'c', tenantId: 't', scopes: ['read' as const] },
    }
    expect((await ask(client, `{ ${account} }`)).errors?.[0]?.extensions).toBeUndefined()
    expect((await ask(client, `{ ${account} }`)).data).toBeNull()
  })

  test('A registration is approved, the policy is what it is, and lost factors are reset', async () => {
    const { admin, ids, rows } = await bureau()
    const { registrations, registrationPolicy } = await read(
      admin,
      '{ registrations { registrationId email } registrationPolicy { way isMain } }',
    )
    expect(registrations).toMatchObject([{ registrationId: ids.registrationId }])
    expect(registrationPolicy).toEqual({ way: 'INVITATION', isMain: false })
    const approved = await act(
      admin,
      'approveRegistration',
      { registrationId: ids.registrationId, role: 'AUDITOR' },
      '... on AdminPayload { admin { role email } }',
    )
    expect(approved.admin).toEqual({ role: 'AUDITOR', email: `four@${mark}.example` })
    const open = await act(admin, 'changeRegistrationPolicy', { way: 'OPEN', role: 'ADMIN' }, '')
    expect(open.__typename).toBe('Conflict')
    const adminId = encodeId('Admin', rows.Admin)
    const reset = await act(
      admin,
      'resetAdminFactors',
      { adminId },
      '... on AdminPayload { admin { hasSecondFactor } }',
    )
    expect(reset.admin.hasSecondFactor).toBe(false)
  })

  test('Erasures are found by who is gone, the trail is proven, mail is tried, a forecast names whom it resembles', async () => {
    const { admin, ids, rows } = await bureau()
    const list =
      'query ($filter: ErasureFilter) { erasures(filter: $filter) { edges { node { receiptId seal templates } } } }'
    const { erasures } = await read(admin, list, { filter: { userId: ids.goneId } })
    expect(erasures.edges).toEqual([{ node: { receiptId: ids.receiptId, seal: 'GENUINE', templates: 0 } }])
    expect((await read(admin, list, { filter: { userId: rows.User } })).erasures.edges).toEqual([])
    const userIds = [encodeId('User', rows.User), encodeId('User', ids.benId)]
    const { bulkErasureConsequences } = await read(
      admin,
      'query ($ids: [ID!]!) { bulkErasureConsequences(userIds: $ids) { templates } }',
      { ids: userIds },
    )
    expect(bulkErasureConsequences.templates).toBe(4)

    expect((await read(admin, '{ auditCheck { state } }')).auditCheck).toBeNull()
    const check = await act(
      admin,
      'checkAuditTrail',
      {},
      '... on AuditCheckPayload { check { state verdict { intact } } }',
    )
    expect(check.check).toEqual({ state: 'QUEUED', verdict: null })
    const mail = await act(admin, 'sendTestMail', {}, '... on MailPayload { mail { state about } }')
    expect(mail.mail.state).toBe('WAITING')
    expect((await read(admin, '{ mail { carrier recent { state } } }')).mail.recent.length).toBeGreaterThan(0)

    const { node } = await read(
      admin,
      `query ($id: ID!) { node(id: $id) { ... on User { timeline(first: 2) { edges { node { action actorKind } } pageInfo { hasNextPage endCursor } }
        samples { url(purpose: QUALITY_REVIEW) } } } }`,
      { id: userIds[0] },
    )
    expect(node.timeline.edges).toHaveLength(2)
    expect(node.timeline.pageInfo.hasNextPage).toBe(true)
    expect(node.samples[0].url).toContain(`/users/${rows.User}/pictures/`)
    const forecast = await act(
      admin,
      'forecastEnrolment',
      { picture: annasFace },
      '... on EnrolmentForecastPayload { reason { code } looksLike { confidence user { userId } } }',
    )
    expect(forecast).toMatchObject({ reason: null, looksLike: [{ user: { userId: rows.User } }] })
    const { pictureGuidance } = await read(
      admin,
      'query ($picture: String!) { pictureGuidance(picture: $picture) { accepted face { width } } }',
      { picture: annasFace },
    )
    expect(pictureGuidance).toMatchObject({ accepted: true, face: { width: expect.any(Number) } })
    const overview =
      '{ setUpProgress { steps { step isDone } } risk { gallerySize verification { fmr } } wallet { address users } }'
    const { setUpProgress, risk, wallet } = await read(admin, overview)
    expect(setUpProgress.steps).toContainEqual({ step: 'OWNER', isDone: true })
    // Anna, and who was enrolled from a document.
    expect(risk.gallerySize).toBe(2)
    expect(wallet.address).toContain(`${mark}-gmbh`)
  })
})
