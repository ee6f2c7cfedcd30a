/**
 * The only reader of the environment (plain start scripts in bin aside). Checks everything at once and names each thing
 * that is wrong with how to mend it. Each variable with its default is explained in .env.example.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { keyBytes } from './seal'
import { unknownVariables } from './unknown-variables'
import type { MasterKeySource } from './unlock'

export interface Environment {
  port: number
  /** Absolute. */
  dataDir: string
  /** Absolute. */
  blobDir: string
  /** Without a slash at its end. */
  publicUrl: string
  databaseUrl?: string
  master: MasterKeySource
  tls?: { certFile: string; keyFile: string }
  /** Addresses and CIDR ranges whose forwarding headers count. */
  trustProxy: string[]
  /** Addresses and CIDR ranges that webhooks may lead to though they are not public. */
  webhookAllow: string[]
  engines: { workers?: number; queueLimit?: number; secondDescriptor: boolean }
  /** Where mail goes: to Resend, else to an SMTP server, else into files of this folder. */
  mail: { from: string; resend?: { apiKey: string; baseUrl?: string }; smtpUrl?: string; folder: string }
  logLevel: (typeof logLevels)[number]
  /** Sentences about variables that look like ours and are not. */
  remarks: string[]
}

type Source = Record<string, string | undefined>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const text = z.string().trim()
const wholeNumber = (most: number, words: string) =>
  text.regex(/^\d+$/, words).transform(Number).pipe(z.number().min(1, words).max(most, words))
const count = (most: number) => wholeNumber(most, `must be a whole number from 1 to ${most}`).optional()
const isRange = (part: string) => {
  const [address = '', bits, ...rest] = part.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const ranges = text
  .transform((list) =>
    list
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine(
    (parts) => parts.every(isRange),
    'must be IP addresses or CIDR ranges with commas between, e.g. 127.0.0.1, 10.0.0.0/8',
  )
  .default([])

const schema = z.object({
  PORT: wholeNumber(65535, 'must be a number from 1 to 65535').default(3000),
  LIMEN_DATA_DIR: text.default('./limen-data'),
  LIMEN_BLOB_DIR: text.optional(),
  LIMEN_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://bureau.example.org' })
    .optional(),
  LIMEN_MASTER_KEY: text
    .refine((value) => {
      const key = Buffer.from(value, 'base64')
      return key.length === keyBytes && key.toString('base64') === value
    }, `must be ${keyBytes} random bytes in base64; make one with: openssl rand -base64 ${keyBytes}`)
    .optional(),
  LIMEN_KEY_FILE: text.optional(),
  DATABASE_URL: text
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://; leave it out to use the embedded database')
    .optional(),
  LIMEN_TLS_CERT: text.optional(),
  LIMEN_TLS_KEY: text.optional(),
  LIMEN_TRUST_PROXY: ranges,
  LIMEN_WEBHOOK_ALLOW: ranges,
  LIMEN_WORKERS: count(256),
  LIMEN_QUEUE_LIMIT: count(100_000),
  LIMEN_FACE_SECOND_DESCRIPTOR: z.enum(['on', 'off'], 'must be on or off').default('off'),
  RESEND_API_KEY: text.optional(),
  RESEND_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be a URL such as https://api.resend.com' }).optional(),
  LIMEN_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be a URL such as smtp://user:password@mail.example.org:587' })
    .optional(),
  LIMEN_MAIL_FROM: text
    .regex(
      /^([^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'must be an address such as bureau@example.org or Bureau <bureau@example.org>',
    )
    .optional(),
  LIMEN_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
})

/** The environment cannot be used. The message has one line for each thing that is wrong, and no value of a secret. */
export class EnvironmentRefused extends Error {
  override readonly name = 'EnvironmentRefused'
  constructor(readonly problems: string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
  }
}

/** @throws EnvironmentRefused */
export function readEnvironment(source: Source = process.env): Environment {
  // A variable set to nothing counts as not set, which is what compose files make of an absent one.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    throw new EnvironmentRefused(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`))
  }
  const env = parsed.data
  const problems = contradictions(env)
  if (problems.length > 0) throw new EnvironmentRefused(problems)

  const dataDir = resolve(env.LIMEN_DATA_DIR)
  const tls = env.LIMEN_TLS_CERT && env.LIMEN_TLS_KEY
  const publicUrl = (env.LIMEN_PUBLIC_URL ?? `${tls ? 'https' : 'http'}://localhost:${env.PORT}`).replace(/\/+$/, '')
  return {
    port: env.PORT,
    dataDir,
    blobDir: env.LIMEN_BLOB_DIR ? resolve(env.LIMEN_BLOB_DIR) : resolve(dataDir, 'blobs'),
    publicUrl,
    databaseUrl: env.DATABASE_URL,
    master: env.LIMEN_MASTER_KEY
      ? { kind: 'given', secret: Buffer.from(env.LIMEN_MASTER_KEY, 'base64') }
      : // Beside the data folder, not inside: a copy of the folder alone opens nothing.
        { kind: 'file', path: env.LIMEN_KEY_FILE ? resolve(env.LIMEN_KEY_FILE) : `${dataDir}.key` },
    tls: tls ? { certFile: resolve(env.LIMEN_TLS_CERT!), keyFile: resolve(env.LIMEN_TLS_KEY!) } : undefined,
    trustProxy: env.LIMEN_TRUST_PROXY,
    webhookAllow: env.LIMEN_WEBHOOK_ALLOW,
    engines: {
      workers: env.LIMEN_WORKERS,
      queueLimit: env.LIMEN_QUEUE_LIMIT,
      secondDescriptor: env.LIMEN_FACE_SECOND_DESCRIPTOR === 'on',
    },
    mail: {
      from: env.LIMEN_MAIL_FROM ?? `Limen <limen@${new URL(publicUrl).hostname}>`,
      resend: env.RESEND_API_KEY ? { apiKey: env.RESEND_API_KEY, baseUrl: env.RESEND_BASE_URL } : undefined,
      smtpUrl: env.LIMEN_SMTP_URL,
      folder: resolve(dataDir, 'mail'),
    },
    logLevel: env.LIMEN_LOG_LEVEL,
    remarks: unknownVariables(Object.keys(given), Object.keys(schema.shape)),
  }
}

function contradictions(env: z.output<typeof schema>): string[] {
  const problems: string[] = []
  if (Boolean(env.LIMEN_TLS_CERT) !== Boolean(env.LIMEN_TLS_KEY)) {
    problems.push('LIMEN_TLS_CERT and LIMEN_TLS_KEY belong together: set both, or neither')
  }
  if (env.LIMEN_MASTER_KEY && env.LIMEN_KEY_FILE) {
    problems.push('LIMEN_MASTER_KEY and LIMEN_KEY_FILE both name a master key: set one of them')
  }
  if ((env.RESEND_API_KEY || env.LIMEN_SMTP_URL) && !env.LIMEN_MAIL_FROM) {
    problems.push(
      `${env.RESEND_API_KEY ? 'RESEND_API_KEY' : 'LIMEN_SMTP_URL'} is set, and mail needs a sender: set LIMEN_MAIL_FROM, e.g. Bureau <bureau@example.org>`,
    )
  }
  if (env.DATABASE_URL && !env.LIMEN_MASTER_KEY && !env.LIMEN_KEY_FILE) {
    problems.push(
      'DATABASE_URL is set, so that several instances may share one bureau, and each of them needs the same master key: set LIMEN_MASTER_KEY (make one with: openssl rand -base64 32) or LIMEN_KEY_FILE',
    )
  }
  if (env.DATABASE_URL && !env.LIMEN_BLOB_DIR) {
    problems.push(
      'DATABASE_URL is set, so each instance needs the same blobs: set LIMEN_BLOB_DIR to a folder that all of them share',
    )
  }
  return problems
}

/** Where tests find a PostgreSQL server in which they may make databases; without it that dialect runs on PGlite only. */
export function readTestDatabaseUrl(source: Source = process.env): string | undefined {
  return source.LIMEN_TEST_DATABASE_URL?.trim() || undefined
}

/** next-auth reads no other configuration than this variable for the address that it answers at. */
export function tellNextAuth({ publicUrl }: Environment): void {
  process.env.NEXTAUTH_URL = publicUrl
}
