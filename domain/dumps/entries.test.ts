import { getTableColumns } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { makeTables } from '@/db/tables'
import { sqliteColumns } from '@/db/columns'
import { entries, leftOut } from './entries'

const tables = makeTables(sqliteColumns)

test('Every table is either dumped or left out for a reason', () => {
  const dumped = entries.map(({ table }) => table(tables))
  const decided = Object.entries(tables).filter(
    ([name, table]) => dumped.some((one) => one === table) !== name in leftOut,
  )
  expect(Object.keys(tables).filter((name) => !decided.some(([one]) => one === name))).toEqual([])
})

test('No column that could be a secret is dumped', () => {
  for (const { file, table, omit = [] } of entries) {
    const columns = Object.keys(getTableColumns(table(tables))).filter((name) => !omit.includes(name))
    const hashes = ['subjectHash', 'hash', 'previousHash']
    const suspects = columns.filter((name) => /hash|secret|token|sealed|password|key$|blob/i.test(name))
    expect({ file, suspects: suspects.filter((name) => !hashes.includes(name) && name !== 'key') }).toEqual({
      file,
      suspects: [],
    })
  }
})
