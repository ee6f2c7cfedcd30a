/** All galleries of one thread by name. A gallery begins with its first entry and ends with its last. */
import { Gallery } from './gallery'
import { Kernel } from './kernel'
import type { Operation, Operations } from './messages'

type Handlers = { [O in Operation]: (input: Operations[O]['input']) => Operations[O]['output'] }

export class Galleries implements Handlers {
  private readonly kernel = new Kernel()
  private readonly byName = new Map<string, Gallery>()

  /** The first put decides the dimension. @throws SearchRefused before anything is changed */
  put({ gallery, ids, vectors }: Operations['put']['input']): void {
    if (ids.length === 0) return
    const found = this.byName.get(gallery) ?? new Gallery(this.kernel, vectors.length / ids.length)
    found.put(ids, vectors)
    this.byName.set(gallery, found)
  }

  remove({ gallery, ids }: Operations['remove']['input']): void {
    const found = this.byName.get(gallery)
    found?.remove(ids)
    if (found?.size === 0) this.byName.delete(gallery)
  }

  /** @throws SearchRefused when the probe does not fit the gallery */
  search({ gallery, probe, limit, atLeast }: Operations['search']['input']): Operations['search']['output'] {
    return this.byName.get(gallery)?.search(probe, limit, atLeast) ?? []
  }

  read({ gallery, from, count }: Operations['read']['input']): Operations['read']['output'] {
    return this.byName.get(gallery)?.read(from, count) ?? { ids: [], vectors: new Float32Array() }
  }

  size({ gallery }: Operations['size']['input']): number {
    return this.byName.get(gallery)?.size ?? 0
  }

  drop({ gallery }: Operations['drop']['input']): void {
    this.byName.get(gallery)?.clear()
    this.byName.delete(gallery)
  }
}
