/** `limen admin reset-factors`: for an admin who has lost phone, passkeys and recovery codes, where no owner can help. */
import { resetFactors } from '@/domain/factors/factors'
import type { Command } from './command'

const resetFactorsCommand: Command = {
  name: 'admin reset-factors',
  summary: 'take the second factors from an admin who has lost them',
  usage: 'EMAIL',
  help: [
    'EMAIL  whose app for codes, recovery codes and passkeys go, and whose sessions end;',
    '       afterwards their password is enough, until they set a factor up again',
  ],
  positionals: 1,
  async run({ bureau, positionals: [email], print }) {
    const gone = await resetFactors(await bureau(), { email: email! })
    print({
      json: gone,
      text: [
        `${gone.email} signs in with the password alone from now on.`,
        `Gone: ${gone.authenticator ? 'the app for codes' : 'no app for codes'}, ${count(gone.passkeys, 'passkey')}, ${count(gone.sessions, 'session')}.`,
      ].join('\n'),
    })
  },
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

export const adminFactorCommands = [resetFactorsCommand]
