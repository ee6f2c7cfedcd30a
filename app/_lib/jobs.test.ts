import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { handlers } from './jobs'

test('Every job of the domain is one that the server does, under one kind', async () => {
  const files = readdirSync('domain', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => readFileSync(join('domain', file), 'utf8').includes('= jobHandler('))
  expect(files.length).toBeGreaterThan(20)
  const done = Object.values(handlers)
  for (const file of files) {
    const exported = Object.entries((await import(`../../domain/${file}`)) as Record<string, unknown>)
    const jobs = exported.filter(([, value]) => typeof value === 'object' && value !== null && 'maxAttempts' in value)
    expect(jobs, file).not.toHaveLength(0)
    for (const [name, job] of jobs) expect(done.filter((handler) => handler === job).length, name).toBe(1)
  }
})
