/** Where the engine in a browser finds its files, and how the server tells their size. */

/** Every file is sent in a gzip file of this name. */
export const packing = '.gz'

export const addressOf = ({ sha256, file }: { sha256: string; file: string }) => `/engine/${sha256}/${file}${packing}`

/** Of what is inside. */
export const wholeBytesHeader = 'x-whole-bytes'
