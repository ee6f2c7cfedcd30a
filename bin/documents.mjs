/**
 * `npm run sdl`: makes of every `.graphql` document below `app/` a typed one in app/_graph/documents.ts, against the committed
 * schema. What a page asks is so checked when it is compiled, and a field that goes breaks the page that reads it.
 * `--print` writes to standard output instead.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as documentNodes from '@graphql-codegen/typed-document-node'
import * as operations from '@graphql-codegen/typescript-operations'
import { buildSchema, parse } from 'graphql'
import prettier from 'prettier'
import { root } from './checkout.mjs'

const documentsFile = 'app/_graph/documents.ts'

/** Ids and times travel as strings. */
const config = {
  documentMode: 'string',
  enumType: 'string-literal',
  scalars: { ID: 'string', DateTime: 'string' },
  strictScalars: true,
  useTypeImports: true,
  skipTypename: true,
  inputMaybeValue: 'T | null | undefined',
}

/** The text of app/_graph/documents.ts, formatted. */
async function printDocuments() {
  const files = readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.graphql'),
  )
  const documents = files.sort().map((file) => {
    const location = join('app', file)
    return { location, document: parse(readFileSync(join(root, location), 'utf8')) }
  })
  const sdl = readFileSync(join(root, 'graphql/schema.graphql'), 'utf8')
  const text = await codegen({
    filename: documentsFile,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents,
    config,
    plugins: [{ operations: {} }, { documentNodes: {} }],
    pluginMap: { operations, documentNodes },
  })
  const note = '/** Made by `npm run sdl` of the `.graphql` files below app/: change those. */\n'
  const style = await prettier.resolveConfig(join(root, documentsFile))
  return prettier.format(`${note}${text}`, { ...style, parser: 'typescript' })
}

const text = await printDocuments()
if (process.argv.includes('--print')) process.stdout.write(text)
else writeFileSync(join(root, documentsFile), text)
