import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ageGender, faceExpression, faceRecognition, landmark68 } from './face-api'
import type { GraphDef } from './graph-def'
import { blazeface, faceres, facemesh, iris } from './human'
import { readWeights, type WeightEntry, type Weights } from './weights'

const human = (n: string, b: any) => ({ n, kind: 'human', b })
const fa = (n: string, src: string, b: any) => ({ n, kind: 'fa', src, b })
const nets: any[] = [
  human('blazeface', blazeface),
  fa('landmark_68', 'face_landmark_68_model', landmark68),
  fa('face_recognition', 'face_recognition_model', faceRecognition),
  human('facemesh', facemesh),
  human('faceres', faceres),
  human('iris', iris),
  fa('age_gender', 'age_gender_model', ageGender),
  fa('face_expression', 'face_expression_model', faceExpression),
]
export async function convertModels({ root, outDir }: { root: string; outDir: string }) {
  await mkdir(outDir, { recursive: true })
  for (const net of nets) {
    const dir = join(root, 'node_modules/@vladmandic', net.kind === 'human' ? 'human/models' : 'face-api/model')
    const json = JSON.parse(
      await readFile(join(dir, net.kind === 'human' ? net.n + '.json' : net.src + '-weights_manifest.json'), 'utf8'),
    )
    const bin = new Uint8Array(await readFile(join(dir, (net.kind === 'human' ? net.n : net.src) + '.bin')))
    const t = Date.now()
    const groups = net.kind === 'human' ? json.weightsManifest : json
    const w: Weights = readWeights(
      groups.flatMap((g: any) => g.weights as WeightEntry[]),
      bin,
    )
    const g = net.kind === 'human' ? net.b(json.modelTopology as GraphDef, w) : net.b(w)
    const bytes = g.toBytes('1')
    await writeFile(join(outDir, net.n + '.onnx.tmp'), bytes)
    await rename(join(outDir, net.n + '.onnx.tmp'), join(outDir, net.n + '.onnx'))
    console.log(
      net.n,
      bytes.length,
      createHash('sha256').update(bytes).digest('hex').slice(0, 12),
      Date.now() - t,
      'ms',
    )
  }
}
