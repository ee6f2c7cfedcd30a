/** `npm run sdl`: prints the contract, sorted, as it is committed in schema.graphql. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './schema'

export const sdlFile = 'graphql/schema.graphql'

export function printSdl(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`
}

/** @param root the checkout's */
export function writeSdl(root: string): void {
  writeFileSync(join(root, sdlFile), printSdl())
}
