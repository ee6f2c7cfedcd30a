/**
 * What the bureau and the front server (bin/server.mjs) tell each other. Both live in one process but in different
 * module graphs, so they meet on `globalThis`. Absent under `next build` and in tests.
 */
export interface Front {
  /** False until somebody registered as the first owner: the front then listens on this machine only. */
  hasOwner: boolean
  /** Set by the front server: the bureau is open, or cannot be opened. It listens only after the first. */
  opened(bureau: OpenedBureau): void
  failed(cause: unknown): void
  /** Set by the front server: listen on every interface from now on. */
  openToEveryone(): Promise<void>
}

export interface OpenedBureau {
  hasOwner: boolean
  /** The one-time address at which the first owner registers; for the console only, never for the log. */
  setUpUrl?: string
  /** Where the data lies and where the master key comes from, in words for the console. */
  dataPlace: string
  keyPlace: string
  /** Stops jobs and workers and closes the database. Called after the last request was answered. */
  close(): Promise<void>
}

export function frontServer(): Front | undefined {
  return (globalThis as typeof globalThis & { limenFront?: Front }).limenFront
}
