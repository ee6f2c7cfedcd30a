/** Nothing that the bureau writes down, and no work that it does, may meet people as a code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jobName } from '../../_components/job-name'
import { wordsOfAction } from '../../users/_components/words'
import { actionName, kindName } from './words'

const root = join(import.meta.dirname, '../../../..')
const sources = readdirSync(join(root, 'domain'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('testing.ts'))
  .map((file) => readFileSync(join(root, 'domain', file), 'utf8'))

const found = (pattern: RegExp) => [
  ...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1]!))),
]
const jobs = [...readFileSync(join(root, 'app/_lib/jobs.ts'), 'utf8').matchAll(/^ {2}'([a-z_.]+)':/gm)].map(
  ([, kind]) => kind!,
)
/** Counted for the dashboard, or the purpose of a seal: never written to the trail. */
const others = ['client.called', 'face.refused', 'face.unknown', 'users.app_token', 'voice.refused', 'webhooks.forget']

const nouns =
  'admin|audit|client|consent|consent_text|credential|document|dump|face|import|issuer_key|job|liveness|master_key|model|onboarding|picture|pictures|recording|voice'
const actions = [
  ...found(new RegExp(`'((?:${nouns}|retention|tenant|terminal|user|users|webhook)\\.[a-z_]+)'`, 'g')),
  'consent.given',
  'consent.withdrawn',
].filter(
  (name) => !name.endsWith('.jsonl') && !others.includes(name) && (name === 'import.run' || !jobs.includes(name)),
)

test('the list of actions is found', () => {
  expect(actions.length).toBeGreaterThan(75)
  expect(actions).toEqual(expect.arrayContaining(['admin.suspended', 'dump.made', 'user.reissued']))
})

test.each(actions)('the audit page has words for %s', (action) => expect(actionName(action)).not.toMatch(/[._]/))

test.each(
  actions.filter((action) =>
    /^(face|picture|consent|credential|recording|user|voice)\.|^document\.(kept|looked_at|removed|discarded)$/.test(
      action,
    ),
  ),
)('the page of a user has words for %s', (action) => expect(wordsOfAction(action)).not.toMatch(/[._]/))

test.each(jobs)('the job %s has a name', (kind) => expect(jobName(kind)).not.toBe(kind.replaceAll(/[._]/g, ' ')))

test.each(found(/subject: \{ kind: '([a-z_]+)'/g))('the subject %s has a name', (kind) =>
  expect(kindName[kind]).toBeDefined(),
)
