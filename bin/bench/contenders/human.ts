/** @vladmandic/human on tfjs WASM (detector, mesh, description), as its users run it: one call does everything. */
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import type { Contender, Photo } from './contender'

export async function human(root: string, photo: Photo): Promise<Contender> {
  const models = join(root, 'node_modules/@vladmandic/human/models')
  // Human fetches its models over HTTP; a loopback server hands them out while it loads.
  const server = createServer((request, response) => {
    readFile(join(models, basename(request.url ?? ''))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo

  // The WASM build is not among the package's exports, so it is named by its file.
  const { Human } = createRequire(import.meta.url)(join(root, 'node_modules/@vladmandic/human/dist/human.node-wasm.js'))
  const off = { enabled: false }
  const engine = new Human({
    backend: 'wasm',
    wasmPath: `${join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`,
    modelBasePath: `http://127.0.0.1:${port}/`,
    cacheSensitivity: 0,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { enabled: true, maxDetected: 1, rotation: true, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true },
      iris: off,
      emotion: off,
      antispoof: off,
      liveness: off,
      description: { enabled: true, skipFrames: 0, skipTime: 0 },
    },
  })
  await engine.load()
  server.close()

  const tensor = engine.tf.tensor3d(photo.rgb, [photo.heightPx, photo.widthPx, 3], 'int32')
  const stored: number[] = (await engine.detect(tensor)).face[0].embedding
  return {
    async verify() {
      const { face } = await engine.detect(tensor)
      if (face.length !== 1) throw new Error('human lost the face of the benchmark photo')
      return engine.match.similarity(face[0].embedding, stored)
    },
  }
}
