/** Whoever reads the audit trail reads words, not the fields of a program. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultSettings } from '@/domain/settings'
import { factsOf, nameOfField, type Said } from './detail-words'

const shown = (one: Said) => (one.kind === 'words' ? one.words : one.kind === 'id' ? `id ${one.id}` : `at ${one.at}`)

/** `name: before → value, value` */
function lines(action: string, detail: Record<string, unknown>): string[] {
  return factsOf({ action, detail }).map(
    ({ name, before, values }) =>
      `${name}: ${before ? `${before.map(shown).join(', ')} → ` : ''}${values.map(shown).join(', ')}`,
  )
}

test('a change says what was before and what is now', () => {
  const before = { verifyFmr: 0.001, emotions: false, pictureDays: null, userQuota: null, name: 'changed' }
  const after = { verifyFmr: 0.0001, emotions: true, pictureDays: 30, userQuota: 5000, name: 'changed' }
  expect(lines('tenant.changed', { before, after, takes: 12 })).toEqual([
    'strangers who may pass: 1 in 1,000 → 1 in 10,000',
    'emotions are estimated: no → yes',
    'pictures are deleted: never → after 30 days',
    'users allowed: any number → 5,000',
    'name: changed',
    'deletes at first: 12',
  ])
  expect(lines('admin.role_changed', { from: 'admin', to: 'owner' })).toEqual(['role: admin → owner'])
  expect(lines('tenant.changed', { registration: 'open', registrationRole: 'auditor' })).toEqual([
    'registration: open to all',
    'role after registering: auditor',
  ])
})

test('ids can be copied, and lead to a page where there is one', () => {
  const receipt = '0199d6a2-8c4e-7b7d-9f1e-2c3b4a5d6e7f'
  const otherUser = '0123456789abcdef01234567'
  const facts = factsOf({ action: 'x', detail: { receipt, otherUser, sha256: 'a'.repeat(64), holders: [receipt] } })
  expect(facts.map(({ values }) => values)).toEqual([
    [{ kind: 'id', id: receipt, page: `/erasures/${receipt}` }],
    [{ kind: 'id', id: otherUser, page: `/users/${otherUser}` }],
    [{ kind: 'id', id: 'a'.repeat(64), page: null }],
    [{ kind: 'id', id: receipt, page: null }],
  ])
})

test('counts, sizes, codes, times and what is empty are said as people say them', () => {
  const detail = {
    records: { users: 1200, auditLines: 3 },
    sizeBytes: 1_250_000,
    biometrics: 'plain',
    madeAt: '2026-11-20T09:30:00.000Z',
    allowedOrigins: [],
    expiresAt: null,
    scopes: ['read', 'enrol'],
    livenessClaimed: true,
    reason: 'face_mismatch',
    kind: 'dump.make',
    plannedRetention: { pictureDays: 5, from: '2026-11-21T09:30:00.000Z' },
  }
  expect(lines('x', detail)).toEqual([
    'records: 1,200 users, 3 audit lines',
    'size: 1.3 MB',
    'holds: faces, readable',
    'made: at 2026-11-20T09:30:00.000Z',
    'web pages that may call: none',
    'expires: never',
    'scopes: read, enrol',
    'the caller says a living person was there: yes',
    'reason: face mismatch',
    'job: Dump',
    'planned retention: pictures are deleted after 5 days, from 2026-11-21T09:30:00.000Z',
  ])
})

test.each(Object.entries(defaultSettings))('the setting %s is said in words', (name, value) => {
  const [line] = lines('tenant.changed', { before: { [name]: value }, after: { [name]: value } })
  expect(line).not.toMatch(/(?!iB)[a-z][A-Z]|_|null|undefined|false|true|\[object/)
})

const root = join(import.meta.dirname, '../../../../domain')
const written = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/\bdetail: \{([^{}]*)\}/g)])
  .flatMap(([, fields]) =>
    [...fields!.matchAll(/(?:^|,)\s*([a-z][A-Za-z0-9]*)(?=\s*[:,]|\s*$)/g)].map(([, key]) => key!),
  )

test('the fields that the domain writes are found', () => {
  expect(new Set(written).size).toBeGreaterThan(30)
  expect(written).toEqual(expect.arrayContaining(['because', 'biometrics', 'overlapHours', 'refusedByCheck']))
})

test.each([...new Set(written)])('the field %s reads as words', (key) =>
  expect(nameOfField(key)).toMatch(/^(?:SHA-256|[a-z][a-z ’]*)$/),
)
