/** `limen admin …`: the people who sign in to the portal; for the operator, where mail does not arrive or nobody gets in. */
import { inviteAdmin, issueResetLink, listAdmins, type AdminRow, type Role } from '@/domain/admins'
import { requiredOption, UsageError, type Command } from './command'
import { facts, moment, table } from './print'

const roles = ['owner', 'admin', 'auditor']
/** How many rows are asked for at once. */
const pageSize = 200

const list: Command = {
  name: 'admin list',
  summary: 'list the admins of a tenant',
  usage: '[--tenant SLUG]',
  help: ['--tenant SLUG  whose admins; default: main'],
  options: { tenant: { type: 'string' } },
  async run({ bureau, values, print }) {
    const context = await bureau()
    const rows: AdminRow[] = []
    for (let page = 1; ; page++) {
      const of = { tenantSlug: values.tenant as string | undefined, page, pageSize }
      const found = await listAdmins(context, of)
      rows.push(...found.rows)
      if (found.rows.length < pageSize) break
    }
    print({
      json: rows.map(({ id, ...admin }) => ({ adminId: id, ...admin })),
      text: table(
        ['E-MAIL', 'FIRST NAME', 'LAST NAME', 'ROLE', 'REGISTERED', 'LAST SEEN', 'SUSPENDED', 'ID'],
        rows.map((admin) => [
          admin.email,
          admin.firstName,
          admin.lastName,
          admin.role,
          moment(admin.createdAt),
          moment(admin.lastSeenAt),
          moment(admin.suspendedAt),
          admin.id,
        ]),
        'There is no admin yet. The first owner registers through the set-up link that `npm start` prints.',
      ),
    })
  },
}

const invite: Command = {
  name: 'admin invite',
  beginsBureau: true,
  summary: 'invite somebody by mail, and print the link',
  usage: 'EMAIL --role owner|admin|auditor [--tenant SLUG]',
  help: [
    'EMAIL          whom; an earlier invitation of this address stops working',
    '--role ROLE    what they become: owner, admin or auditor (reads only)',
    '--tenant SLUG  whose admin; default: main',
  ],
  options: { role: { type: 'string' }, tenant: { type: 'string' } },
  positionals: 1,
  async run({ bureau, positionals: [email], values, print }) {
    const role = requiredOption(values, 'role')
    if (!roles.includes(role)) throw new UsageError(`--role takes ${roles.join(', ')}.`)
    const { invitation, url } = await inviteAdmin(await bureau(), {
      email: email!,
      role: role as Role,
      tenantSlug: values.tenant as string | undefined,
    })
    print({
      json: { invitationId: invitation.id, email: invitation.email, role, url, expiresAt: invitation.expiresAt },
      text: [
        facts([
          ['invited', invitation.email],
          ['as', role],
          ['until', moment(invitation.expiresAt)],
          ['link', url],
        ]),
        '',
        'The link works once, for whoever has it. The server mails it too, as soon as it runs.',
      ].join('\n'),
    })
  },
}

const resetLink: Command = {
  name: 'admin reset-link',
  summary: 'print a link that sets a new password, once',
  usage: 'EMAIL',
  help: ['EMAIL  whose password; a second factor stays as it is'],
  positionals: 1,
  async run({ bureau, positionals: [email], print }) {
    const { url, expiresAt, email: address } = await issueResetLink(await bureau(), { email: email! })
    print({
      json: { email: address, url, expiresAt },
      text: [
        facts([
          ['admin', address],
          ['until', moment(expiresAt)],
          ['link', url],
        ]),
        '',
        'The link works once, for 30 minutes. Whoever uses it is signed out everywhere and then signs in anew.',
      ].join('\n'),
    })
  },
}

export const adminCommands = [list, invite, resetLink]
