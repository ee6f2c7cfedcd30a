/** The environment: defaults, what is read, and every refusal with words that mend it. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { EnvironmentRefused, readEnvironment } from './env'

const key = Buffer.alloc(32, 7)
const base64 = key.toString('base64')

function problemsOf(source: Record<string, string>): string[] {
  try {
    readEnvironment(source)
  } catch (error) {
    if (error instanceof EnvironmentRefused) return error.problems
    throw error
  }
  return []
}

test('nothing set gives an embedded bureau in the working folder', () => {
  expect(readEnvironment({ PATH: '/bin', LIMEN_LOG_LEVEL: '' })).toEqual({
    port: 3000,
    dataDir: resolve('limen-data'),
    blobDir: resolve('limen-data/blobs'),
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    master: { kind: 'file', path: resolve('limen-data.key') },
    tls: undefined,
    trustProxy: [],
    webhookAllow: [],
    engines: { workers: undefined, queueLimit: undefined, secondDescriptor: false },
    mail: {
      from: 'Limen <limen@localhost>',
      resend: undefined,
      smtpUrl: undefined,
      folder: resolve('limen-data/mail'),
    },
    logLevel: 'info',
    remarks: [],
  })
})

test('reads every variable', () => {
  const environment = readEnvironment({
    PORT: '8443',
    LIMEN_DATA_DIR: '/srv/limen',
    LIMEN_BLOB_DIR: '/mnt/blobs',
    LIMEN_PUBLIC_URL: 'https://bureau.example.org/',
    LIMEN_MASTER_KEY: base64,
    DATABASE_URL: 'postgres://limen@localhost/limen',
    LIMEN_TLS_CERT: '/etc/cert.pem',
    LIMEN_TLS_KEY: '/etc/key.pem',
    LIMEN_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8, fd00::/8',
    LIMEN_WEBHOOK_ALLOW: '192.168.7.0/24,fd12::1',
    LIMEN_WORKERS: '3',
    LIMEN_QUEUE_LIMIT: '40',
    LIMEN_FACE_SECOND_DESCRIPTOR: 'on',
    RESEND_API_KEY: 're_test',
    RESEND_BASE_URL: 'http://127.0.0.1:4000',
    LIMEN_SMTP_URL: 'smtps://user:pass@mail.example.org',
    LIMEN_MAIL_FROM: 'Bureau <bureau@example.org>',
    LIMEN_LOG_LEVEL: 'warn',
  })
  expect(environment).toEqual({
    port: 8443,
    dataDir: '/srv/limen',
    blobDir: '/mnt/blobs',
    publicUrl: 'https://bureau.example.org',
    databaseUrl: 'postgres://limen@localhost/limen',
    master: { kind: 'given', secret: key },
    tls: { certFile: '/etc/cert.pem', keyFile: '/etc/key.pem' },
    trustProxy: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
    webhookAllow: ['192.168.7.0/24', 'fd12::1'],
    engines: { workers: 3, queueLimit: 40, secondDescriptor: true },
    mail: {
      from: 'Bureau <bureau@example.org>',
      resend: { apiKey: 're_test', baseUrl: 'http://127.0.0.1:4000' },
      smtpUrl: 'smtps://user:pass@mail.example.org',
      folder: '/srv/limen/mail',
    },
    logLevel: 'warn',
    remarks: [],
  })
})

test('a mistyped variable is named with the nearest that there is, and without its value', () => {
  const source = { LIMEN_DATADIR: '/srv/secret', LIMEN_SMTP_PASSWORD: 'hunter2', LIMEN_HOST: '::1', LIMENES: 'x' }
  expect(readEnvironment(source).remarks).toEqual([
    'LIMEN_DATADIR is no variable of Limen and changes nothing. Did you mean LIMEN_DATA_DIR?',
    'LIMEN_SMTP_PASSWORD is no variable of Limen and changes nothing.',
  ])
})

test.each([
  ['PORT', '0'],
  ['LIMEN_WEBHOOK_ALLOW', '10.0.0.0/33'],
  ['PORT', '70000'],
  ['PORT', 'http'],
  ['LIMEN_PUBLIC_URL', 'bureau.example.org'],
  ['LIMEN_PUBLIC_URL', 'ftp://example.org'],
  ['LIMEN_MASTER_KEY', 'c2hvcnQ='],
  ['LIMEN_MASTER_KEY', `${base64}!`],
  ['DATABASE_URL', 'mysql://localhost/limen'],
  ['LIMEN_TRUST_PROXY', '10.0.0.0/33'],
  ['LIMEN_TRUST_PROXY', 'proxy.example.org'],
  ['LIMEN_WORKERS', '0'],
  ['LIMEN_WORKERS', '1.5'],
  ['LIMEN_QUEUE_LIMIT', '-1'],
  ['LIMEN_FACE_SECOND_DESCRIPTOR', 'yes'],
  ['RESEND_BASE_URL', 'api.resend.com'],
  ['LIMEN_SMTP_URL', 'mail.example.org:25'],
  ['LIMEN_MAIL_FROM', 'nobody'],
  ['LIMEN_MAIL_FROM', 'a <b@example.org>, c <d@example.org>'],
  ['LIMEN_LOG_LEVEL', 'loud'],
])('refuses %s=%s, naming it', (name, value) => {
  const problems = problemsOf({ [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${name} \\w+`))
})

test('names everything that is wrong at once, and never the value of the key', () => {
  const problems = problemsOf({ PORT: 'x', LIMEN_MASTER_KEY: 'hunter2', LIMEN_WORKERS: 'many' })
  expect(problems).toHaveLength(3)
  expect(problems.join()).not.toContain('hunter2')
})

test('refuses PostgreSQL without a shared master key and shared blobs', () => {
  const database = { DATABASE_URL: 'postgresql://localhost/limen' }
  expect(problemsOf(database)).toEqual([
    expect.stringContaining('LIMEN_MASTER_KEY'),
    expect.stringContaining('LIMEN_BLOB_DIR'),
  ])
  expect(problemsOf({ ...database, LIMEN_BLOB_DIR: '/b', LIMEN_KEY_FILE: '/k' })).toEqual([])
})

test('refuses half of a TLS pair, and two master keys', () => {
  expect(problemsOf({ LIMEN_TLS_CERT: '/c' })).toEqual([expect.stringContaining('belong together')])
  expect(problemsOf({ LIMEN_MASTER_KEY: base64, LIMEN_KEY_FILE: '/k' })).toEqual([
    expect.stringContaining('one of them'),
  ])
})

test('refuses a carrier of mail without a sender', () => {
  expect(problemsOf({ RESEND_API_KEY: 're_secret' })).toEqual([
    expect.stringMatching(/^RESEND_API_KEY is set, and mail needs a sender: set LIMEN_MAIL_FROM/),
  ])
  expect(problemsOf({ LIMEN_SMTP_URL: 'smtp://u:secret@h' })).toEqual([expect.stringMatching(/^LIMEN_SMTP_URL is set/)])
  expect(problemsOf({ LIMEN_SMTP_URL: 'smtp://h', LIMEN_MAIL_FROM: 'b@example.org' })).toEqual([])
})

test('.env.example explains every variable, and its defaults are the real ones', async () => {
  const example = await readFile('.env.example', 'utf8')
  const source = await readFile('db/env.ts', 'utf8')
  for (const [, name] of source.matchAll(/^ {2}([A-Z_]+): /gm)) expect(example).toMatch(new RegExp(`^#${name}=`, 'm'))
  const defaults = Object.fromEntries(
    [...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  // These show a form, because they have no default.
  const {
    DATABASE_URL: _database,
    LIMEN_TRUST_PROXY: _proxy,
    LIMEN_WEBHOOK_ALLOW: _allow,
    LIMEN_SMTP_URL: _smtp,
    ...rest
  } = defaults
  expect(readEnvironment(rest as Record<string, string>)).toEqual(readEnvironment({}))
})
