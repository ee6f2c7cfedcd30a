/**
 * One instance per process. The server's start and Next's pages and handlers are bundled apart, so a module-level variable exists
 * several times; what must exist once (database, engines, keys) is made through `remember`. Only app/_lib uses it.
 */
const store = globalThis as typeof globalThis & { limenRemembered?: Map<string, unknown> }

/** What was made under this name before, or `make()` now. A promise that rejects is forgotten, so the next call tries again. */
export function remember<T>(name: string, make: () => T): T {
  const remembered = (store.limenRemembered ??= new Map())
  if (!remembered.has(name)) {
    const value = make()
    remembered.set(name, value)
    if (value instanceof Promise) value.catch(() => remembered.delete(name))
  }
  return remembered.get(name) as T
}
