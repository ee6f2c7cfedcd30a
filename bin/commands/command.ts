/** What a command of `limen` is. Reading its arguments and opening the bureau is limen.ts; printing is print.ts. */
import type { ParseArgsConfig } from 'node:util'
import type { BureauContext } from '../_context'

export interface Command {
  /** As typed, e.g. `client create`. */
  name: string
  /** One line for the list of commands. */
  summary: string
  /** What follows the name, e.g. `SLUG [--user-quota N]`. */
  usage: string
  /** One line per argument and option. */
  help: string[]
  options?: ParseArgsConfig['options']
  /** How many arguments without a dash it takes. Default 0. */
  positionals?: number
  run(call: Call): Promise<void>
}

export interface Call {
  values: Record<string, string | boolean | undefined>
  positionals: string[]
  /** Opens the bureau, as the operator; it is closed after the command. */
  bureau(): Promise<BureauContext>
  env: NodeJS.ProcessEnv
  root: string
  /** Everything on standard input, without the last line break. */
  stdin(): Promise<string>
  print(output: Output): void
  /** A remark to the person, on standard error: standard output may be read by a program. */
  remark(text: string): void
}

/** The same outcome twice: for `--json`, and for people. */
export interface Output {
  json: unknown
  text: string
  /** The JSON as one line, where one output follows another. */
  isLine?: boolean
}

/** The command was typed wrongly; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command ran and what it looked at is not well; exit code 1 unless its help names another. The report was printed already. */
export class NotWell extends Error {
  override readonly name = 'NotWell'
  constructor(
    message?: string,
    readonly exitCode = 1,
  ) {
    super(message)
  }
}

/** @throws UsageError */
export function countOption(values: Call['values'], name: string): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  if (typeof text !== 'string' || !/^\d{1,12}$/.test(text)) throw new UsageError(`--${name} takes a whole number.`)
  return Number(text)
}

/** @throws UsageError */
export function requiredOption(values: Call['values'], name: string): string {
  const text = values[name]
  if (typeof text !== 'string' || text === '') throw new UsageError(`--${name} is missing.`)
  return text
}
