/**
 * The SQLite driver that this Node can load. Version 13 is built for Node-API 10, which began with Node 22.14, and crashes
 * without it; version 12, compiled for Node 24.19 or newer, ends the process when a statement is collected
 * (nodejs/node#65446). When Node 20 is no longer supported, 13 alone remains.
 */
import type { Database } from 'better-sqlite3'

const hasNodeApi10 = Number(process.versions.napi) >= 10

const { default: Driver } = hasNodeApi10 ? await import('better-sqlite3') : await import('better-sqlite3-node20')

export { Driver }
export type Connection = Database
