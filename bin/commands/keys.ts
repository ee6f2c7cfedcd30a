/** `limen keys …`: the master key, which opens everything else. */
import { rotateMasterKey } from '@/domain/keys'
import { rotateIssuerKey } from '@/domain/wallet/issuer'
import { UsageError, type Command } from './command'

const keyBytes = 32

const rotate: Command = {
  name: 'keys rotate',
  summary: 'seal the tenants’ keys by a new master key',
  usage: '[--next-stdin]',
  help: [
    'A key file is replaced by itself, also under a running server. Keep a copy of the new file.',
    'Backups made before open only with the key from before, of which nothing is left here: copy the file first, and keep',
    'that copy as long as you keep those backups.',
    '--next-stdin  read the next key (32 bytes in base64) from standard input; needed where LIMEN_MASTER_KEY gives the key,',
    '              which then has to be changed for every instance, followed by a restart',
  ],
  options: { 'next-stdin': { type: 'boolean' } },
  async run({ bureau, values, stdin, print }) {
    const next = values['next-stdin'] ? readKey(await stdin()) : undefined
    const context = await bureau()
    const { master } = context.environment
    if (master.kind === 'given' && !next) {
      throw new UsageError('The key comes from LIMEN_MASTER_KEY, so --next-stdin has to give the next one.')
    }
    const { keyId, tenants } = await rotateMasterKey(context, next)
    const follow =
      master.kind === 'given'
        ? 'Set LIMEN_MASTER_KEY to the new key for every instance and restart them: the old one opens this bureau no more.'
        : `${master.path} holds the new key. Keep a copy of it apart from the data; the old one opens this bureau no more.`
    const backups =
      'Backups made before now open only with the old key: keep your copy of it, apart from them, as long as you keep them.'
    print({
      json: { keyId, tenants },
      text: `The master key was changed; ${tenants === 1 ? '1 tenant key was' : `${tenants} tenant keys were`} sealed again.\n${follow}\n${backups}`,
    })
  },
}

const rotateIssuer: Command = {
  name: 'keys rotate-issuer',
  summary: 'sign a tenant’s credentials by a new key from now on',
  usage: 'SLUG',
  help: [
    'SLUG  whose key. The old one is destroyed; its public half stays published until the last credential that it signed',
    '      has expired, so that every credential stays good.',
  ],
  positionals: 1,
  async run({ bureau, positionals: [slug], print }) {
    const { keyId, replaced } = await rotateIssuerKey(await bureau(), { tenantSlug: slug! })
    const before = replaced ? `It takes the place of ${replaced}.` : 'There was none before.'
    print({ json: { tenant: slug, keyId, replaced }, text: `${slug} signs by the key ${keyId} now. ${before}` })
  },
}

/** @throws UsageError, which does not repeat what was read */
function readKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === keyBytes && key.toString('base64') === text.trim()) return key
  throw new UsageError('Standard input is not 32 bytes in base64. Make a key with: openssl rand -base64 32')
}

export const keysCommands = [rotate, rotateIssuer]
