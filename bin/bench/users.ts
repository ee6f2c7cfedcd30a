/**
 * The Users page of a large bureau against the same page of a small one: what a signed-in admin waits for the server, over HTTP,
 * the two asked in turn. A page that does not exist in the small bureau is compared with its first page of the same size.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openContext } from '@/bin/_context'
import { issueSetUpToken, registerFirstOwner } from '@/domain/admins'
import { ensureMainTenant } from '@/domain/tenants'
import { owner } from '@/e2e/owner'
import { RunningServer } from '@/e2e/running-server'
import { fillWithTemplates } from './start'
import { median, pairedRatio, percentile } from './timing'

const small = 100
const large = 100_000
const rounds = 60

export interface UsersRow {
  rows: number
  request: string
  /** Medians, milliseconds. */
  smallMs: number
  largeMs: number
  largeP95Ms: number
  /** Median of the ratios round by round. */
  ratio: number
}

interface Bureau {
  server: RunningServer
  cookie: string
}

interface Request {
  rows: 15 | 100
  name: string
  inSmall: string
  inLarge: string
}

const requests = ([15, 100] as const).flatMap((rows): Request[] => {
  const first = `/users?size=${rows}`
  const last = (users: number) => `${first}&page=${Math.ceil(users / rows)}`
  const filter = `${first}&modality=face&sort=lastSeen.desc`
  return [
    { rows, name: 'first page', inSmall: first, inLarge: first },
    { rows, name: 'a filter', inSmall: filter, inLarge: filter },
    { rows, name: 'page 500', inSmall: first, inLarge: `${first}&page=500` },
    { rows, name: 'last page', inSmall: last(small), inLarge: last(large) },
  ]
})

export async function benchUsers(root: string, step: (label: string) => void): Promise<UsersRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'limen-bench-'))
  const opened: Bureau[] = []
  try {
    for (const users of [small, large]) {
      step(`a bureau of ${users} users`)
      opened.push(await openBureau(root, join(folder, String(users)), users))
    }
    const [ofFew, ofMany] = opened as [Bureau, Bureau]
    const report: UsersRow[] = []
    for (const request of requests) {
      step(`the Users page, ${request.rows} rows: ${request.name}`)
      report.push(await compare(ofFew, ofMany, request))
    }
    return report
  } finally {
    for (const { server } of opened) await server.end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function openBureau(root: string, dataDir: string, users: number): Promise<Bureau> {
  const env = { LIMEN_DATA_DIR: dataDir, LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  const context = await openContext({ env, root })
  try {
    const { id } = await ensureMainTenant(context)
    const token = await issueSetUpToken(context)
    await registerFirstOwner(context, { ...owner, token: token!, passwordAgain: owner.password })
    const { model } = context.engines.face
    await fillWithTemplates(context, id, model.id, model.dimension, users)
  } finally {
    await context.close()
  }
  const server = await RunningServer.start(root, env, { readyWithinMs: 120_000 })
  return { server, cookie: await signIn(server.url) }
}

/** As a browser signs in: a token against forgery, then e-mail and password. @returns the cookies */
async function signIn(url: string): Promise<string> {
  const jar = new Map<string, string>()
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      jar.set(name!, value!)
    }
  }
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const asked = await fetch(`${url}/api/auth/csrf`)
  keep(asked)
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies(), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email: owner.email, password: owner.password, json: 'true' }),
  })
  keep(answer)
  if (![...jar.keys()].some((name) => name.includes('session-token'))) {
    throw new Error(`Signing in answered ${answer.status} without a session.`)
  }
  return cookies()
}

async function compare(ofFew: Bureau, ofMany: Bureau, { rows, name, inSmall, inLarge }: Request): Promise<UsersRow> {
  const few: number[] = []
  const many: number[] = []
  for (let round = -10; round < rounds; round++) {
    const pair = [await time(ofFew, inSmall), await time(ofMany, inLarge)] as const
    // The first ten compile and fill caches.
    if (round < 0) continue
    few.push(pair[0])
    many.push(pair[1])
  }
  return {
    rows,
    request: name,
    smallMs: median(few),
    largeMs: median(many),
    largeP95Ms: percentile(many, 0.95),
    ratio: pairedRatio(many, few),
  }
}

/** Until the page is there with all its rows. */
async function time({ server, cookie }: Bureau, path: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(server.url + path, { headers: { cookie }, redirect: 'manual' })
  const html = await answer.text()
  const took = performance.now() - startedAt
  if (answer.status !== 200 || !html.includes('data-user-row')) throw new Error(`${path} answered ${answer.status}`)
  return took
}
