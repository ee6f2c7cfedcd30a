/** `limen decision …`: whether a decision token may be acted on, by the tenant's public keys alone, as a door controller asks. */
import { readFile } from 'node:fs/promises'
import type { JWK } from 'jose'
import { z } from 'zod'
import { DecisionRefused, verifyDecision, type VerifiedDecision } from '@/domain/decisions'
import { NotWell, requiredOption, unreadable, UsageError, type Call, type Command } from './command'

const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })

const verify: Command = {
  name: 'decision verify',
  summary: 'tell whether a decision token may be acted on, without a server',
  usage: '--keys FILE [--issuer URL] [--zone ID] [--terminal ID] [--at TIME]',
  help: [
    'The token comes on standard input.',
    '--keys FILE     the public keys of the tenant, as /.well-known/jwks.json publishes them',
    '--issuer URL    the bureau that has to have certified the terminal',
    '--zone ID       the zone in which the terminal has to stand',
    '--terminal ID   the terminal that has to have decided',
    '--at TIME       the moment for which to ask, RFC 3339 (default now)',
    'Ends with exit code 1 when the token is refused. One that is good may say `denied`.',
  ],
  options: {
    keys: { type: 'string' },
    issuer: { type: 'string' },
    zone: { type: 'string' },
    terminal: { type: 'string' },
    at: { type: 'string' },
  },
  async run({ values, pathOf, stdin, print }) {
    const jwks = await readKeys(pathOf(requiredOption(values, 'keys')))
    const at = timeOption(values)
    const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
    const expected = { issuer: text('issuer'), zoneId: text('zone'), terminalId: text('terminal') }
    const token = (await stdin()).trim()
    if (token === '') throw new UsageError('The token is missing on standard input.')
    const outcome = await verifyDecision(token, jwks, at, expected).catch((error: unknown) => {
      if (error instanceof DecisionRefused) return error
      throw error
    })
    if (outcome instanceof DecisionRefused) {
      print({ json: { valid: false, reason: outcome.reason }, text: `NOT VALID: ${outcome.message}` })
      throw new NotWell(outcome.message)
    }
    print({ json: { valid: true, ...outcome.decision, expires_at: outcome.expiresAt }, text: inWords(outcome) })
  },
}

function inWords({ decision, certificate, expiresAt }: VerifiedDecision): string {
  const who = decision.acs_id === null ? 'nobody known' : decision.acs_id
  const verdict = decision.decision === 'granted' ? 'granted' : `denied (${decision.reason ?? 'no reason given'})`
  return [
    `Valid until ${expiresAt.toISOString()}: ${verdict} to ${who}.`,
    `Terminal ${certificate.sub} in ${decision.zone_id}, at ${decision.occurred_at}, its number ${decision.sequence}.`,
  ].join('\n')
}

/** @throws UsageError */
function timeOption(values: Call['values']): Date {
  if (values.at === undefined) return new Date()
  const parsed = z.iso.datetime({ offset: true }).safeParse(values.at)
  if (!parsed.success) throw new UsageError('--at takes a time such as 2026-11-21T20:00:00Z.')
  return new Date(parsed.data)
}

/** @throws AppError */
async function readKeys(file: string): Promise<{ keys: JWK[] }> {
  try {
    return jwksSchema.parse(JSON.parse(await readFile(file, 'utf8'))) as { keys: JWK[] }
  } catch (error) {
    throw unreadable(file, error, 'a set of public keys')
  }
}

export const decisionCommands = [verify]
