/** `limen tenant …`: the customer organisations of this bureau. */
import { createTenant, listTenants } from '@/domain/tenants'
import { countOption, type Command } from './command'
import { facts, moment, table } from './print'

const create: Command = {
  name: 'tenant create',
  summary: 'make a tenant',
  usage: 'SLUG [--name NAME] [--user-quota N]',
  help: [
    'SLUG            lower-case letters, digits and inner hyphens; part of addresses',
    '--name NAME     what people call it; default: the slug',
    '--user-quota N  how many users it may have at once; default: any number',
  ],
  options: { name: { type: 'string' }, 'user-quota': { type: 'string' } },
  positionals: 1,
  async run({ bureau, positionals: [slug], values, print }) {
    const { id, name, userQuota } = await createTenant(await bureau(), {
      slug: slug!,
      name: values.name as string | undefined,
      userQuota: countOption(values, 'user-quota'),
    })
    print({
      json: { tenantId: id, slug, name, userQuota },
      text: facts([
        ['tenant', slug!],
        ['id', id],
        ['user quota', userQuota ?? 'any number'],
      ]),
    })
  },
}

const list: Command = {
  name: 'tenant list',
  summary: 'list the tenants',
  usage: '',
  help: [],
  async run({ bureau, print }) {
    const tenants = await listTenants(await bureau())
    print({
      json: tenants.map(({ id, slug, name, userQuota, createdAt }) => ({
        tenantId: id,
        slug,
        name,
        userQuota,
        createdAt,
      })),
      text: table(
        ['SLUG', 'NAME', 'USER QUOTA', 'SINCE', 'ID'],
        tenants.map(({ id, slug, name, userQuota, createdAt }) => [slug, name, userQuota, moment(createdAt), id]),
        'There is no tenant yet.',
      ),
    })
  },
}

export const tenantCommands = [create, list]
