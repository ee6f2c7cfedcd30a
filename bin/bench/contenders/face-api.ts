/** @vladmandic/face-api on tfjs WASM with its small detector, as its users run it in a browser or on a server without a GPU. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Contender, Photo } from './contender'

export async function faceApi(root: string, photo: Photo): Promise<Contender> {
  const require = createRequire(import.meta.url)
  const wasm = require('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(`${join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`)
  const api = require(join(root, 'node_modules/@vladmandic/face-api/dist/face-api.node-wasm.js'))
  await api.tf.setBackend('wasm')
  await api.tf.ready()

  const folder = join(root, 'node_modules/@vladmandic/face-api/model')
  // Its own loader for Node reads weights through a patched file system call; the map is built here instead.
  const load = async (net: { extractWeights?: unknown; loadFromWeightMap(map: unknown): void }, name: string) => {
    const manifest = JSON.parse(await readFile(join(folder, `${name}_model-weights_manifest.json`), 'utf8'))
    const bytes = await readFile(join(folder, `${name}_model.bin`))
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    net.loadFromWeightMap(
      api.tf.io.decodeWeights(
        buffer,
        manifest.flatMap((part: { weights: unknown[] }) => part.weights),
      ),
    )
  }
  await load(api.nets.tinyFaceDetector, 'tiny_face_detector')
  await load(api.nets.faceLandmark68Net, 'face_landmark_68')
  await load(api.nets.faceRecognitionNet, 'face_recognition')

  const tensor = api.tf.tensor3d(photo.rgb, [photo.heightPx, photo.widthPx, 3], 'int32')
  const options = new api.TinyFaceDetectorOptions({ inputSize: 416, scoreThreshold: 0.4 })
  const describe = () => api.detectSingleFace(tensor, options).withFaceLandmarks().withFaceDescriptor()
  const stored = (await describe()).descriptor
  return {
    detect: () => api.detectSingleFace(tensor, options),
    async verify() {
      const result = await describe()
      if (!result) throw new Error('face-api lost the face of the benchmark photo')
      return api.euclideanDistance(result.descriptor, stored)
    },
  }
}
