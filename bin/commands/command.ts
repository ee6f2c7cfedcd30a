/** What a command of `limen` is. Reading its arguments and opening the bureau is limen.ts; printing is print.ts. */
import type { ParseArgsConfig } from 'node:util'
import { AppError } from '@/domain/errors'
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
  /** How many arguments without a dash it takes, or the fewest and the most of them. Default 0. */
  positionals?: number | [least: number, most: number]
  /** It may be the first that a bureau ever hears; any other needs one that is there. */
  beginsBureau?: true
  run(call: Call): Promise<void>
}

export interface Call {
  values: Record<string, string | boolean | undefined>
  positionals: string[]
  /**
   * Opens the bureau, as the operator; it is closed after the command.
   * @throws AppError `not_found` where there is none, for a command that cannot begin one
   */
  bureau(): Promise<BureauContext>
  /** A path as it was typed, made absolute: it means the folder in which the command was typed. */
  pathOf(typed: string): string
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

/** A file that was named rightly and is of no use. @param path absolute @param as what it should be */
export function unreadable(path: string, cause: unknown, as?: string): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const subject = 'file'
  if (code === 'ENOENT') return new AppError('not_found', `There is no file ${path}.`, { cause, subject })
  const why = code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'that is not allowed' : undefined
  const message = [`${path} cannot be read${as && !code ? ` as ${as}` : ''}`, why].filter(Boolean).join(': ')
  return new AppError('invalid_input', `${message}.`, { cause, subject })
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
