/** A forbidden import fails the linter, in each of the ways one can write it; a permitted one passes. */
import { ESLint } from 'eslint'
import { expect, test } from 'vitest'
import { roomsPlugin } from './eslint.rooms.mjs'

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      plugins: { limen: roomsPlugin as unknown as ESLint.Plugin },
      rules: { 'limen/rooms': 'error' },
    },
  ],
})

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: file })
  return result!.messages.map((message) => message.message)
}

const forbidden = [
  ['app/users/page.ts', `import { openDatabase } from '@/db/open'`],
  ['app/users/page.ts', `import { createEngines } from '@/engines/index'`],
  ['app/(portal)/documents/_capture/outline-worker.ts', `import { openDatabase } from '@/db/open'`],
  ['app/(portal)/documents/_capture/use-outline.ts', `import { warp } from '@/engines/warp'`],
  ['app/_engine/worker.ts', `import { openDatabase } from '@/db/open'`],
  ['app/enrol/page.ts', `import { wrap } from 'comlink'`],
  ['app/_lib/remember.ts', `export * from '@/db/open'`],
  ['graphql/user.ts', `import { openDatabase } from '@/db/open'`],
  ['graphql/user.ts', `import { page } from '@/app/page'`],
  ['domain/users.ts', `import { builder } from '@/graphql/builder'`],
  ['domain/users.ts', `export { cookie } from '@/app/_lib/session'`],
  ['db/open.ts', `import { users } from '@/domain/users'`],
  ['db/open.ts', `const users = await import('@/domain/users')`],
  ['engines/index.ts', `import { env } from '@/db/env'`],
  ['bin/commands/tenant.ts', `import { openDatabase } from '@/db/open'`],
  ['e2e/home.spec.ts', `import { openDatabase } from '@/db/open'`],
  ['domain/users.ts', `import { openDatabase } from '../db/open'`],
  ['engines/face/index.ts', `import * as ort from 'onnxruntime-web'`],
  ['engines/face/index.ts', `import * as ort from 'onnxruntime-web/wasm'`],
  ['domain/faces.ts', `import sharp from 'sharp'`],
  ['domain/users.ts', `import { cookies } from 'next/headers'`],
] as const

test.each(forbidden)('%s may not say %s', async (file, code) => {
  expect(await complaints(file, code)).toHaveLength(1)
})

const permitted = [
  ['app/users/page.ts', `import { listUsers } from '@/domain/users'`],
  ['app/_lib/context.ts', `import { openDatabase } from '@/db/open'`],
  ['app/(portal)/documents/_capture/outline-worker.ts', `import { warp } from '@/engines/warp'`],
  ['bin/_context.ts', `import { createEngines } from '@/engines/index'`],
  ['graphql/user.ts', `import { listUsers } from '@/domain/users'`],
  ['domain/users.ts', `import { KeyDestroyed } from '@/db/types'`],
  ['engines/runtime.ts', `import * as ort from 'onnxruntime-web'`],
  ['engines/face/index.ts', `import { run } from '../runtime'`],
  ['app/api/graphql/route.ts', `import { schema } from '@/graphql/schema'`],
] as const

test.each(permitted)('%s may say %s', async (file, code) => {
  expect(await complaints(file, code)).toEqual([])
})
