/** The design has one word for what was captured: picture. Photo is a field's name in a contract, and stays there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const folders = [
  'app/(front)',
  'app/(portal)',
  'app/_components',
  'app/enrol',
  'app/terminal',
  'app/withdraw',
  'domain/imports',
  'domain/mail',
  'bin/commands',
]

test.each(folders)('people read of pictures in %s', (folder) => {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'),
  )
  expect(files).not.toEqual([])
  expect(files.filter((file) => /photo/i.test(readFileSync(join(root, folder, file), 'utf8')))).toEqual([])
})
