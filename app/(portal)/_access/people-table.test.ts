import { expect, test } from 'vitest'
import { csvLine } from '@/domain/csv'
import { mostRows, readPeople } from './people-table'

const table = (text: string, windows = false) =>
  readPeople(new TextEncoder().encode(text).buffer as ArrayBuffer, { windows })
const read = (text: string) => table(text).rows.map(({ line, externalId }) => ({ line, externalId }))

test('A column of ids, with a heading or without, whatever stands between the cells', () => {
  expect(read('anna\nben\n\ncleo')).toEqual([
    { line: 1, externalId: 'anna' },
    { line: 2, externalId: 'ben' },
    { line: 4, externalId: 'cleo' },
  ])
  expect(read('\uFEFFid;External ID;name\r\n1;anna;"A; B"\r\n2;ben;\r\n')).toEqual([
    { line: 2, externalId: 'anna' },
    { line: 3, externalId: 'ben' },
  ])
  expect(read('acs_id\tx\n00042\t1')).toEqual([{ line: 2, externalId: '00042' }])
})

test('From and until are read where they are asked for, and every column that is not read is named', () => {
  const text = 'Name;external_id;From;valid until;from\nA;anna;2026-11-21 18:00;;x\nB;ben;;2026-11-21 20:00;y'
  expect(table(text, true)).toEqual({
    rows: [
      { line: 2, externalId: 'anna', from: '2026-11-21 18:00', until: '' },
      { line: 3, externalId: 'ben', from: '', until: '2026-11-21 20:00' },
    ],
    unread: ['Name', 'from'],
  })
  expect(table(text)).toEqual({
    rows: [
      { line: 2, externalId: 'anna', from: '', until: '' },
      { line: 3, externalId: 'ben', from: '', until: '' },
    ],
    unread: ['Name', 'From', 'valid until', 'from'],
  })
  expect(table('anna\nben', true).unread).toEqual([])
})

test('What is no such table is refused in words', () => {
  expect(() => read('name,phone\nanna,1')).toThrow('none is called external_id')
  expect(() => read('external_id\n')).toThrow('names nobody')
  expect(() => read('external_id\n"anna')).toThrow('quotation mark')
  expect(() => readPeople(new Uint8Array([0xff, 0xfe, 0x61, 0x00]).buffer, { windows: false })).toThrow('UTF-8')
  expect(() => read('a\n'.repeat(mostRows + 1))).toThrow('more than 100,000 rows')
  expect(() => read(`${'a'.repeat(1_025)}\n`)).toThrow('Row 1')
})

test('A result opens in a spreadsheet as text, never as a formula', () => {
  expect(csvLine(['=1+1', 'a"b', 'x,y', ''])).toBe(`'=1+1,"a""b","x,y",\r\n`)
})
