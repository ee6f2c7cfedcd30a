/** The command line as a person types it, over a bureau of its own; what it prints, and its exit codes. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { acceptInvitation, resetPassword } from '@/domain/admins'
import { authenticateClient } from '@/domain/client-calls'
import { bundleCommands } from './bundle.mjs'
import { root } from './checkout.mjs'
import { openContext } from './_context'

const homes: string[] = []
let env: Record<string, string | undefined>

beforeAll(() => bundleCommands('limen.mjs'))
beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'limen-cli-'))
  homes.push(home)
  env = { ...process.env, LIMEN_DATA_DIR: join(home, 'data'), LIMEN_LOG_LEVEL: 'warn', DATABASE_URL: '', PORT: '1' }
})
afterAll(() => homes.forEach((home) => rmSync(home, { recursive: true, force: true })))

function limen(args: string, { input = '', cwd = root } = {}) {
  const done = spawnSync(process.execPath, [join(root, 'bin/limen.mjs'), ...args.split(' ').filter(Boolean)], {
    env: env as NodeJS.ProcessEnv,
    cwd,
    input,
    encoding: 'utf8',
  })
  return { code: done.status, out: done.stdout, err: done.stderr }
}

test('client create makes the tenant, prints everything once as JSON, and the pair authenticates', async () => {
  const { code, out, err } = limen(
    'client create --tenant acme --name Door --scopes enrol,read --request-quota 5 --json',
  )
  expect(code).toBe(0)
  expect(err).toMatch(/^NOTE: There was no bureau at .*\n.*\nTenant 'acme' was made\.\n$/)
  const made = JSON.parse(out)
  expect(Object.keys(made)).toEqual(['tenantId', 'tenant', 'clientId', 'key', 'secret', 'appToken'])
  expect(made.tenant).toBe('acme')

  const context = await openContext({ env })
  try {
    const client = await authenticateClient(context, made)
    expect(client).toMatchObject({
      id: made.clientId,
      tenantId: made.tenantId,
      scopes: ['enrol', 'read'],
      requestQuota: 5,
    })
  } finally {
    await context.close()
  }
  const listed = limen('client list --tenant acme')
  expect(listed.out).toContain('Door')
  expect(listed.out).not.toContain(made.secret)
  expect(limen('client create --tenant acme --name Gate').err).toBe('')
})

test('clients are listed with their tenant, their last use, and what was counted against a quota', async () => {
  const made = JSON.parse(limen('client create --tenant acme --name Door --json').out)
  limen('client create --tenant other --name Gate --request-quota 5')
  const context = await openContext({ env })
  await authenticateClient(context, made)
  await context.close()
  const { out } = limen('client list')
  expect(out).toMatch(/^acme +Door +\S+ +\S+ +- +- +\d{4}-\d\d-\d\d \d\d:\d\dZ +- /m)
  expect(out).toMatch(/^other +Gate +\S+ +\S+ +5 +0 +- +- /m)
})

test('an old vendor’s pair is imported; its secret comes by standard input only', async () => {
  const secret = 'an-old-secret-of-the-vendor'
  const { code, out } = limen('client create --tenant acme --name Old --key old-key --secret-stdin --json', {
    input: `${secret}\n`,
  })
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ key: 'old-key', secret })
  expect(limen('client create --tenant acme --name Old --key old-key').code).toBe(2)
})

test('a client is revoked, and a revoked one gets no new secret', () => {
  const { clientId } = JSON.parse(limen('client create --tenant acme --name Door --json').out)
  const rotated = JSON.parse(limen(`client rotate ${clientId} --json`).out)
  expect(rotated.secret).toMatch(/^limen_secret_/)
  expect(limen(`client revoke ${clientId}`).code).toBe(0)
  expect(limen(`client rotate ${clientId}`)).toMatchObject({ code: 1, err: 'A revoked client gets no new secret.\n' })
  expect(limen('client revoke nobody').code).toBe(1)
})

test('tenants are made with a user quota and listed', () => {
  expect(limen('tenant create acme --user-quota 3').code).toBe(0)
  expect(JSON.parse(limen('tenant list --json').out)).toEqual([expect.objectContaining({ slug: 'acme', userQuota: 3 })])
  expect(limen('tenant create acme')).toMatchObject({ code: 1, err: "A tenant 'acme' exists already.\n" })
})

test('settings of a tenant are shown, changed by name, and told to the audit trail', async () => {
  limen('tenant create acme')
  expect(limen('tenant show --tenant acme').out).toMatch(/^duplicates +flag$/m)
  const changed = limen(
    'tenant set --tenant acme --duplicates refuse --emotions on --verify-fmr 1e-4 --min-eye-distance none --user-quota 7 --json',
  )
  expect(changed.code).toBe(0)
  const settings = { duplicates: 'refuse', emotions: true, verifyFmr: 1e-4, minEyeDistancePx: null, keepSamples: true }
  for (const json of [changed.out, limen('tenant show --tenant acme --json').out]) {
    expect(JSON.parse(json)).toMatchObject({ slug: 'acme', userQuota: 7, settings })
  }
  expect(JSON.parse(limen('tenant set --tenant acme --user-quota none --json').out)).toMatchObject({ userQuota: null })

  const context = await openContext({ env })
  try {
    const lines = await context.db.sql.select().from(context.db.tables.auditLines)
    expect(lines.map(({ action }) => action)).toEqual(['tenant.created', 'tenant.changed', 'tenant.changed'])
  } finally {
    await context.close()
  }
})

test('a setting that cannot be is refused in words that name the option, and nothing is changed', () => {
  limen('tenant create acme')
  const refused = (args: string) => limen(`tenant set --tenant acme ${args}`)
  expect(refused('--duplicates maybe')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--duplicates must be one of refuse, flag, off.'),
  })
  expect(refused('--verify-fmr 0.5').err).toContain('--verify-fmr must be at most 0.1.')
  expect(refused('--emotions yes').err).toContain('--emotions takes on or off.')
  expect(refused('').err).toContain('Name at least one setting to change.')
  expect(limen('tenant set --tenant nobody --emotions on')).toMatchObject({
    code: 1,
    err: "There is no tenant 'nobody'.\n",
  })
  expect(JSON.parse(limen('tenant show --tenant acme --json').out).settings.duplicates).toBe('flag')
})

test('the audit chain of what was done verifies, also after the master key was rotated', () => {
  limen('client create --tenant acme --name Door')
  const rotated = limen('keys rotate')
  expect(rotated.code).toBe(0)
  expect(rotated.out).toMatch(/1 tenant key was sealed again[\s\S]*Backups made before now open only with the old key/)
  const { code, out } = limen('audit verify --json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ intact: true })
  expect(limen('audit verify').out).toContain('Every chain is whole.')
  expect(limen('audit verify').out).toMatch(/^acme +[\da-f]{8}-[\da-f-]+ +2 /m)
})

test('a key from the environment is rotated by giving the next one', () => {
  env.LIMEN_MASTER_KEY = randomBytes(32).toString('base64')
  limen('tenant create acme')
  expect(limen('keys rotate').code).toBe(2)
  expect(limen('keys rotate --next-stdin', { input: 'no key' })).toMatchObject({ code: 2 })
  const next = randomBytes(32).toString('base64')
  expect(limen('keys rotate --next-stdin', { input: `${next}\n` }).code).toBe(0)
  expect(limen('tenant list').code).toBe(1)
  env.LIMEN_MASTER_KEY = next
  expect(limen('tenant list').code).toBe(0)
})

test('models list names every net with its source, and says that its file is the right one', () => {
  const { code, out } = limen('models list')
  expect(code).toBe(0)
  expect(out).toMatch(/face_recognition +1 +@vladmandic\/face-api 1\.7\.15 +MIT +right/)
})

test('doctor names what is amiss and how to mend it', () => {
  expect(limen('doctor').out).toMatch(/note +Data +there is no .*data yet/)
  limen('tenant create acme')
  env.LIMEN_DATADIR = 'elsewhere'
  const well = limen('doctor')
  expect(well.code).toBe(0)
  expect(well.out).toContain('SQLite, 1 tenant, 0 clients')
  expect(well.out).toMatch(/note +Environment +LIMEN_DATADIR .* Did you mean LIMEN_DATA_DIR\?/)
  chmodSync(`${env.LIMEN_DATA_DIR}.key`, 0o644)
  const { code, out } = limen('doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/BAD +Master key +.* can be read by others\n +chmod 600 /)
  env.LIMEN_PUBLIC_URL = 'not a url'
  expect(limen('doctor').out).toMatch(/BAD +Environment +LIMEN_PUBLIC_URL/)
})

test('a bureau that was not there is made with a word of it, and only by what can begin one', () => {
  const dataDir = env.LIMEN_DATA_DIR!
  for (const args of ['client list', 'tenant list', 'audit verify', 'dump out.zip', 'admin list', 'keys rotate']) {
    expect(limen(args), args).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(`There is no bureau at ${dataDir}, which 'limen ${args.replace(' out.zip', '')}'`),
    })
  }
  expect(existsSync(dataDir)).toBe(false)
  expect(existsSync(`${dataDir}.key`)).toBe(false)
  expect(existsSync(join(root, 'out.zip'))).toBe(false)

  const begun = limen('client create --tenant main --name Door --json')
  expect(begun.code).toBe(0)
  expect(begun.err).toContain(`There was no bureau at ${dataDir}; a new one was made, with its key ${dataDir}.key.`)
  expect(begun.err).toContain('If your server runs over another folder, set LIMEN_DATA_DIR')
  expect(JSON.parse(begun.out)).toMatchObject({ tenant: 'main' })
  expect(limen('client create --tenant main --name Gate').err).toBe('')
  expect(limen('client list').out).toMatch(/Door[\s\S]*Gate/)
}, 60_000)

test('a path means the folder in which it was typed, and a file that cannot be read is named in full', () => {
  limen('tenant create main')
  const home = mkdtempSync(join(tmpdir(), 'limen-cli-there-'))
  homes.push(home)
  const there = realpathSync(home)
  const from = (args: string) => limen(args, { cwd: there })
  writeFileSync(join(there, 'phrase'), 'six words that nobody else has\n')
  const dumped = from('dump out.zip.age --passphrase-file phrase --json')
  expect({ code: dumped.code, err: dumped.err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(dumped.out)).toMatchObject({ path: join(there, 'out.zip.age') })
  expect(readdirSync(there)).toEqual(['out.zip.age', 'phrase'])

  const missing = (file: string) => ({ code: 1, out: '', err: `There is no file ${join(there, file)}.\n` })
  expect(from('dump more.zip --passphrase-file none')).toEqual(missing('none'))
  expect(from('restore none.zip')).toEqual(missing('none.zip'))
  expect(from('import none.zip')).toEqual(missing('none.zip'))
  expect(from('receipt verify none.json')).toEqual(missing('none.json'))
  expect(from('decision verify --keys none.json')).toEqual(missing('none.json'))
  expect(from('terminal show none.jpg --data gate')).toEqual(missing('none.jpg'))
  expect(from('receipt verify phrase').err).toBe(
    `${join(there, 'phrase')} cannot be read as a receipt of an erasure.\n`,
  )
  expect(from('terminal show phrase --data gate').err).toContain(`No terminal runs over ${join(there, 'gate')}.`)
  expect(from('dump none/out.zip')).toEqual({
    code: 1,
    out: '',
    err: `${join(there, 'none/out.zip')} cannot be made: there is no such folder.\n`,
  })
  expect(readdirSync(there)).toEqual(['out.zip.age', 'phrase'])
}, 60_000)

test('nothing that made the bundle stays beside a command that goes on running', async () => {
  const children = () =>
    spawnSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes('esbuild'))
  await bundleCommands('limen.mjs')
  await expect.poll(children).toEqual([])
})

test('a dump is written to a new file of the operator’s own, and restored into an empty bureau only', () => {
  const made = JSON.parse(limen('client create --tenant main --name Door --json').out)
  const home = env.LIMEN_DATA_DIR!
  const [zip, phrase] = [join(home, 'out.zip'), join(home, 'passphrase')]
  writeFileSync(phrase, 'six words that nobody else has\n')
  const dumped = limen(`dump ${zip} --passphrase-file ${phrase} --json`)
  expect(dumped.code).toBe(0)
  expect(JSON.parse(dumped.out)).toMatchObject({ path: zip, counts: { clients: 1, users: 0 } })
  expect(statSync(zip).mode & 0o777).toBe(0o600)
  expect(limen(`dump ${zip}`)).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
  expect(limen(`dump ${zip}2 --plain`)).toMatchObject({ code: 2, err: expect.stringContaining('--reason is missing') })
  expect(limen(`dump ${zip}2 --tenant nobody`)).toMatchObject({ code: 1, err: "There is no tenant 'nobody'.\n" })
  expect(limen(`restore ${zip} --passphrase-file ${phrase}`)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/has the tenant of this dump already/),
  })
  // Neither the failed dumps nor the refused restore leave a file.
  expect(readdirSync(home).filter((name) => /^out|part$/.test(name))).toEqual(['out.zip'])

  env = { ...env, LIMEN_DATA_DIR: join(home, 'restored') }
  expect(limen(`restore ${zip}`)).toMatchObject({ code: 1, err: expect.stringContaining('behind a passphrase') })
  const { code, out } = limen(`restore ${zip} --passphrase-file ${phrase}`)
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^tenant +main/) })
  const [pair] = JSON.parse(readFileSync(`${zip}.clients.json`, 'utf8'))
  expect(pair).toMatchObject({ clientId: made.clientId, key: made.key })
  expect(pair.secret).not.toBe(made.secret)
  expect(statSync(`${zip}.clients.json`).mode & 0o777).toBe(0o600)
  expect(out).not.toContain(pair.secret)
  expect(limen('audit verify').out).toContain('Every chain is whole.')
  // A dozen processes, on a machine that may be busy with other tests.
}, 240_000)

const typedWrongly = [
  'client create --name X',
  'client revoke',
  'tenant create a b',
  'tenant list --colour',
  'dance',
  'client',
]

test.each(typedWrongly)('`limen %s` says what is wrong with it and ends with 2', (args) => {
  const { code, out, err } = limen(args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toMatch(/limen \w+/)
  // What is wrong stands last, where the eye is.
  expect(err.trimEnd().split('\n').at(-1)).toMatch(/missing|too many|Unknown option|knows no command/)
})

test('the version is that of the package', () => {
  expect(limen('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('help is there for the whole and for each command', () => {
  expect(limen('--help')).toMatchObject({ code: 0, out: expect.stringContaining('limen client create') })
  expect(limen('client create --help').out).toContain('--request-quota N')
})

test('an admin is invited, listed, and gets a link for a new password', () => {
  limen('tenant create main')
  expect(limen('admin list').out).toContain('There is no admin yet.')
  const invited = limen('admin invite Ada@Example.org --role owner --json')
  expect({ code: invited.code, err: invited.err }).toEqual({ code: 0, err: '' })
  const { url, ...invitation } = JSON.parse(invited.out)
  expect(invitation).toMatchObject({ email: 'ada@example.org', role: 'owner' })
  expect(url).toMatch(/^http:\/\/localhost:1\/invited\/limen_link_[\w-]{43}$/)
  expect(limen('admin invite ada@example.org').code).toBe(2)
  expect(limen('admin invite ada@example.org --role king').code).toBe(2)
  expect(limen('admin invite ada --role owner')).toMatchObject({
    code: 1,
    err: expect.stringContaining('This is not an e-mail address.'),
  })
  expect(limen('admin reset-link ada@example.org')).toMatchObject({
    code: 1,
    err: "No admin has the address 'ada@example.org'.\n",
  })
})

test('the link that the command line prints sets the password', async () => {
  const { url } = JSON.parse(limen('admin invite ada@example.org --role owner --json').out)
  const context = { ...(await openContext({ env })), actor: { kind: 'nobody' as const } }
  const password = 'a door and its threshold'
  try {
    const person = { firstName: 'Ada', lastName: 'Byron', password, passwordAgain: password }
    await acceptInvitation(context, { token: url.split('/').at(-1), ...person })
    expect(limen('admin list').out).toMatch(
      /^ada@example\.org +Ada +Byron +owner +\d{4}-\d\d-\d\d \d\d:\d\dZ +- +- +\S+$/m,
    )
    const reset = JSON.parse(limen('admin reset-link ada@example.org --json').out)
    const next = 'seven lamps beside the river'
    await resetPassword(context, { token: reset.url.split('/').at(-1), password: next, passwordAgain: next })
  } finally {
    await context.close()
  }
})
