/** The same package under another name (package.json), at the last version that loads on Node 20. */
declare module 'better-sqlite3-node20' {
  export { default } from 'better-sqlite3'
}
