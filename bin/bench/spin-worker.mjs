/** Speaks the recognition pool's protocol, but answers every job with the same made-up face after LIMEN_BENCH_SPIN_MS. */
import { parentPort } from 'node:worker_threads'

const spinMs = Number(process.env.LIMEN_BENCH_SPIN_MS)
const embedding = new Float32Array(128).fill(1 / Math.sqrt(128))
const quality = {
  detectionScore: 0.99,
  meshScore: 0.99,
  yawDegrees: 0,
  pitchDegrees: 0,
  rollDegrees: 0,
  eyeDistancePx: 90,
  sharpness: 0.8,
  brightness: 120,
  contrast: 40,
  outsideShare: 0,
}

parentPort.on('message', () => {
  const until = performance.now() + spinMs
  while (performance.now() < until);
  const face = { box: { x: 200, y: 100, width: 200, height: 200 }, quality, embedding, properties: null }
  parentPort.postMessage({ value: { widthPx: 640, heightPx: 480, format: 'jpeg', faces: [face] } })
})
parentPort.postMessage({ ready: true })
