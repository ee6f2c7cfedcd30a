/** Where the engine in a browser finds its files, and how the server tells their size. */

export const addressOf = ({ sha256, file }: { sha256: string; file: string }) => `/engine/${sha256}/${file}`

/** Of the whole file: `content-length` is of what goes over the wire. */
export const wholeBytesHeader = 'x-whole-bytes'
