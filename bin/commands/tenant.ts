/** `limen tenant …`: the customer organisations of this bureau. */
import { AppError } from '@/domain/errors'
import { createTenant, getTenantBySlug, listTenants, updateTenant, type Tenant } from '@/domain/tenants'
import { countOption, requiredOption, UsageError, type Command, type Output } from './command'
import { facts, moment, table } from './print'
import { optionOfField, readSettingOptions, settingFacts, settingHelp, settingOptions } from './tenant-settings'

const create: Command = {
  name: 'tenant create',
  beginsBureau: true,
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

const show: Command = {
  name: 'tenant show',
  summary: 'show a tenant and its settings',
  usage: '--tenant SLUG',
  help: ['--tenant SLUG  which one'],
  options: { tenant: { type: 'string' } },
  async run({ bureau, values, print }) {
    const slug = requiredOption(values, 'tenant')
    print(whole(await getTenantBySlug(await bureau(), slug)))
  },
}

const set: Command = {
  name: 'tenant set',
  summary: 'change settings of a tenant, from its next request on',
  usage: '--tenant SLUG [--duplicates refuse|flag|off] [--emotions on|off] …',
  help: [
    '--tenant SLUG                 whose settings; what is not named stays as it is',
    ...settingHelp,
    '--user-quota N|none           how many users it may have at once',
  ],
  options: { tenant: { type: 'string' }, 'user-quota': { type: 'string' }, ...settingOptions },
  async run({ bureau, values, print }) {
    const slug = requiredOption(values, 'tenant')
    const settings = readSettingOptions(values)
    const userQuota = values['user-quota'] === 'none' ? null : countOption(values, 'user-quota')
    if (Object.keys(settings).length === 0 && userQuota === undefined) {
      throw new UsageError('Name at least one setting to change.')
    }
    const context = await bureau()
    print(whole(await updateTenant(context, { slug, settings, userQuota }).catch(byOption)))
  },
}

/** Names what was refused as it was typed. */
function byOption(error: unknown): never {
  const fields = error instanceof AppError ? error.options.fields : undefined
  if (!fields) throw error
  throw new UsageError(fields.map(({ field, message }) => `${optionOfField(field)} ${message}.`).join('\n'))
}

function whole({ id, slug, name, userQuota, settings }: Tenant): Output {
  return {
    json: { tenantId: id, slug, name, userQuota, settings },
    text: facts([
      ['tenant', slug],
      ['name', name],
      ['id', id],
      ['user-quota', userQuota ?? 'none'],
      ...settingFacts(settings),
    ]),
  }
}

export const tenantCommands = [create, list, show, set]
