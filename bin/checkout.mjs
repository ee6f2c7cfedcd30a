/** Where this checkout lies, and its optional `.env` file. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const envFile = join(root, '.env')

/** Reads `.env` into the environment; what is set already wins. */
export function loadEnvFile() {
  if (existsSync(envFile)) process.loadEnvFile(envFile)
}

/** What this process was told of a variable and another, started in a new terminal, would not read from `.env`. */
export function onlyInThisEnvironment(name) {
  const value = process.env[name]?.trim()
  const inFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8'))[name]?.trim() : undefined
  return value && value !== inFile ? value : undefined
}
