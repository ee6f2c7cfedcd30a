/** The `limen` command line: finds the command, reads its arguments, opens the bureau if asked, tells errors in words. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppError } from '@/domain/errors'
import { hasBureau, openContext, readEnvironment, type BureauContext } from './_context'
import { adminCommands } from './commands/admin'
import { adminFactorCommands } from './commands/admin-factors'
import { auditCommands } from './commands/audit'
import { clientCommands } from './commands/client'
import { NotWell, UsageError, type Command } from './commands/command'
import { decisionCommands } from './commands/decision'
import { doctorCommands } from './commands/doctor'
import { dumpCommands } from './commands/dump'
import { importCommands } from './commands/import'
import { keysCommands } from './commands/keys'
import { modelsCommands } from './commands/models'
import { receiptCommands } from './commands/receipt'
import { tenantCommands } from './commands/tenant'
import { terminalCommands } from './commands/terminal'

const commands: Command[] = [
  ...tenantCommands,
  ...clientCommands,
  ...adminCommands,
  ...adminFactorCommands,
  ...auditCommands,
  ...dumpCommands,
  ...receiptCommands,
  ...decisionCommands,
  ...terminalCommands,
  ...importCommands,
  ...keysCommands,
  ...modelsCommands,
  ...doctorCommands,
]

/** The bundle lies in build/, one below the checkout. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * @param typedIn the folder in which the command was typed
 * @returns the exit code: 0 done, 1 failed or not well, 2 typed wrongly; others as the help of a command names them
 */
export async function main(args: string[], { typedIn }: { typedIn: string }): Promise<number> {
  if (args[0] === '--version' || args[0] === '-V') {
    console.log(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)
    return 0
  }
  const wantsHelp = args.includes('--help') || args.includes('-h')
  const words = args.filter((arg) => !arg.startsWith('-'))
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => words[index] === word))
  if (!command) {
    const asked = wantsHelp || args.length === 0 || words[0] === 'help'
    if (asked) console.log(overview())
    // What is wrong comes last, where the eye is.
    else console.error(`${overview()}\n\nlimen knows no command '${words.join(' ')}'.`)
    return asked ? 0 : 2
  }
  if (wantsHelp) {
    console.log(usageOf(command))
    return 0
  }
  try {
    await run(command, args, typedIn)
    return 0
  } catch (error) {
    if (error instanceof NotWell) return error.exitCode
    if (error instanceof UsageError) {
      console.error(`${usageOf(command)}\n\n${error.message}`)
      return 2
    }
    console.error(error instanceof AppError ? error.message : error)
    return 1
  }
}

async function run(command: Command, args: string[], typedIn: string): Promise<void> {
  const { values, positionals } = read(command, args)
  const remark = (text: string) => console.error(text)
  let opened: Promise<BureauContext> | undefined
  try {
    await command.run({
      values,
      positionals,
      bureau: () => (opened ??= open(command, remark)),
      pathOf: (typed) => resolve(typedIn, typed),
      env: process.env,
      root,
      stdin: async () => (await text(process.stdin)).replace(/\r?\n$/, ''),
      print: (output) =>
        console.log(values.json ? JSON.stringify(output.json, null, output.isLine ? 0 : 2) : output.text),
      remark,
    })
  } finally {
    await (await opened?.catch(() => undefined))?.close()
  }
}

/**
 * A server over another folder is not to be mistaken for: a bureau that was not there is never made without a word.
 * @throws AppError `not_found` where there is none, for a command that cannot begin one
 */
async function open({ name, beginsBureau }: Command, remark: (text: string) => void): Promise<BureauContext> {
  const environment = readEnvironment()
  if (hasBureau(environment)) return openContext({ root })
  const { dataDir, master } = environment
  const elsewhere = 'If your server runs over another folder, set LIMEN_DATA_DIR (best in .env).'
  if (!beginsBureau) {
    const message = `There is no bureau at ${dataDir}, which 'limen ${name}' needs. ${elsewhere}`
    throw new AppError('not_found', message, { subject: 'bureau' })
  }
  const context = await openContext({ root })
  const key = master.kind === 'file' ? `, with its key ${master.path}` : ''
  remark(`NOTE: There was no bureau at ${dataDir}; a new one was made${key}.\n      ${elsewhere}`)
  return context
}

/** @throws UsageError */
function read({ name, options, positionals: wanted = 0 }: Command, args: string[]) {
  try {
    const parsed = parseArgs({ args, options: { ...options, json: { type: 'boolean' } }, allowPositionals: true })
    const positionals = parsed.positionals.slice(name.split(' ').length)
    const [least, most] = typeof wanted === 'number' ? [wanted, wanted] : wanted
    if (positionals.length < least || positionals.length > most) {
      throw new UsageError(least > positionals.length ? 'An argument is missing.' : 'There is an argument too many.')
    }
    return { values: parsed.values as Record<string, string | boolean | undefined>, positionals }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'limen: the command line of the bureau. It may be used while the server runs.',
    '',
    ...commands.map(({ name, summary }) => `  limen ${name.padEnd(width)}  ${summary}`),
    '',
    'Every command takes --json and --help; limen --version prints the version. Exit code: 0 done, 1 failed or not well, 2 typed wrongly.',
  ].join('\n')
}

function usageOf({ name, usage, summary, help }: Command): string {
  const lines = [`limen ${name} ${usage}`.trimEnd(), `  ${summary}`]
  if (help.length > 0) lines.push('', ...help.map((line) => `  ${line}`))
  return [...lines, '', '  --json  print JSON instead of text'].join('\n')
}
