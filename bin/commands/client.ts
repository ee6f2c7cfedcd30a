/** `limen client …`: machines that may call the API. A secret is printed once, by `create` and `rotate`. */
import { endOverlap, longestOverlapHours, revokeClient, rotateClient } from '@/domain/client-changes'
import { createClient, listClients, type NewClient } from '@/domain/clients'
import type { Scope } from '@/domain/context'
import { tenantSlugs } from '@/domain/tenants'
import { countOption, requiredOption, UsageError, type Command, type Output } from './command'
import { facts, moment, table } from './print'

const create: Command = {
  name: 'client create',
  beginsBureau: true,
  summary: 'make a client and print its secret, once',
  usage: '--tenant SLUG --name NAME [--scopes A,B] [--request-quota N] [--key KEY --secret-stdin]',
  help: [
    '--tenant SLUG      whose client it is; the tenant is made, and that is said, if it does not exist',
    '--name NAME        what people call it',
    '--scopes A,B       of enrol, read, erase, events, members, device; default: enrol,read,erase',
    '                   (device: makes zones and terminals, and pairs devices, which then hold templates)',
    '--request-quota N  how many requests it may make in all; default: any number',
    '--key KEY          bring the key along that an old client uses already',
    '--secret-stdin     read that client’s secret (16 characters or more) from standard input, where no process list shows it',
  ],
  options: {
    tenant: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string' },
    'request-quota': { type: 'string' },
    key: { type: 'string' },
    'secret-stdin': { type: 'boolean' },
  },
  async run({ bureau, values, stdin, print, remark }) {
    const key = values.key as string | undefined
    if ((key === undefined) !== !values['secret-stdin']) {
      throw new UsageError('--key and --secret-stdin belong together.')
    }
    const input = {
      tenantSlug: requiredOption(values, 'tenant'),
      name: requiredOption(values, 'name'),
      scopes: (values.scopes as string | undefined)?.split(',').map((scope) => scope.trim()) as Scope[] | undefined,
      requestQuota: countOption(values, 'request-quota'),
    }
    const secret = values['secret-stdin'] ? await stdin() : undefined
    const made = await createClient(await bureau(), { ...input, key, secret })
    if (made.tenantMade) remark(`Tenant '${made.tenant}' was made.`)
    print(pair(made))
  },
}

const list: Command = {
  name: 'client list',
  summary: 'list the clients, revoked ones too',
  usage: '[--tenant SLUG]',
  help: ['--tenant SLUG  only this tenant’s'],
  options: { tenant: { type: 'string' } },
  async run({ bureau, values, print }) {
    const context = await bureau()
    const clients = await listClients(context, { tenantSlug: values.tenant as string | undefined })
    const slugs = await tenantSlugs(context)
    const rows = clients.map(({ id, ...client }) => ({
      clientId: id,
      tenant: slugs.get(client.tenantId) ?? null,
      ...client,
      // Requests are counted only where there is a quota to count them against.
      requestsUsed: client.requestQuota === null ? null : client.requestsUsed,
    }))
    print({
      json: rows,
      text: table(
        [
          'TENANT',
          'NAME',
          'KEY',
          'SCOPES',
          'QUOTA',
          'USED',
          'LAST USED',
          'OLD SECRET UNTIL',
          'EXPIRES',
          'REVOKED',
          'ID',
        ],
        rows.map((client) => [
          client.tenant,
          client.name,
          client.key,
          client.scopes.join(','),
          client.requestQuota,
          client.requestsUsed,
          moment(client.lastUsedAt),
          moment(client.previousSecretUntil),
          moment(client.expiresAt),
          moment(client.revokedAt),
          client.clientId,
        ]),
        'There is no client yet.',
      ),
    })
  },
}

const revoke: Command = {
  name: 'client revoke',
  summary: 'stop a client at its next request',
  usage: 'CLIENT_ID',
  help: ['CLIENT_ID  as `limen client list` shows it'],
  positionals: 1,
  async run({ bureau, positionals: [clientId], print }) {
    const { name, revokedAt } = await revokeClient(await bureau(), { clientId: clientId! })
    print({ json: { clientId, name, revokedAt }, text: `${name} is revoked since ${moment(revokedAt)}.` })
  },
}

const rotate: Command = {
  name: 'client rotate',
  summary: 'give a client a new secret and print it, once; the old one stops, at once or after an overlap',
  usage: 'CLIENT_ID [--overlap-hours N]',
  help: [
    'CLIENT_ID          as `limen client list` shows it',
    `--overlap-hours N  the old secret goes on working for so long, at most ${longestOverlapHours}; default: it stops at once`,
  ],
  options: { 'overlap-hours': { type: 'string' } },
  positionals: 1,
  async run({ bureau, positionals: [clientId], values, print }) {
    const overlapHours = countOption(values, 'overlap-hours')
    const rotated = await rotateClient(await bureau(), { clientId: clientId!, overlapHours })
    const { json, text } = pair(rotated)
    const { previousSecretUntil } = rotated
    print({
      json: { ...(json as object), previousSecretUntil },
      text: previousSecretUntil ? `${text}\nThe old secret works until ${moment(previousSecretUntil)}.` : text,
    })
  },
}

const end: Command = {
  name: 'client end-overlap',
  summary: 'stop the secret that a client had before its last rotation',
  usage: 'CLIENT_ID',
  help: ['CLIENT_ID  as `limen client list` shows it'],
  positionals: 1,
  async run({ bureau, positionals: [clientId], print }) {
    const { name } = await endOverlap(await bureau(), { clientId: clientId! })
    print({ json: { clientId, name }, text: `${name} is known by its newest secret alone.` })
  },
}

function pair({ tenantId, tenant, clientId, key, secret, appToken }: NewClient): Output {
  return {
    json: { tenantId, tenant, clientId, key, secret, appToken },
    text: [
      facts([
        ['client', clientId],
        ['tenant', `${tenant} (${tenantId})`],
        ['key', key],
        ['secret', secret],
        ['app token', appToken],
      ]),
      '',
      'The secret and the app token are not shown again; only their hashes are kept.',
    ].join('\n'),
  }
}

export const clientCommands = [create, list, revoke, rotate, end]
