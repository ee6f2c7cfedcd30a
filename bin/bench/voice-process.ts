/** The child process of one runtime: reads the same three seconds of speech, a step at a time or all of it, when asked. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadManifest } from '@/engines/models'
import { createRuntime } from '@/engines/runtime'
import { embed } from '@/engines/voice/embed'
import { loadVoiceNets } from '@/engines/voice/nets'
import { createVoicePipeline } from '@/engines/voice/pipeline'
import { speakSamples, wav } from '@/engines/voice/testing'
import { speechProbabilities } from '@/engines/voice/vad'
import { createNativeRuntime } from './native-runtime'
import { speechSeconds, type VoiceRuntime, type VoiceStep } from './voice'

const runtimes = { WASM: () => createRuntime({ threads: 1 }), native: createNativeRuntime }

async function serve(name: VoiceRuntime): Promise<void> {
  const readNet = (file: string) => readFile(join(process.cwd(), 'build/models', file))
  const nets = await loadVoiceNets(runtimes[name](), loadManifest(), readNet)
  const pipeline = createVoicePipeline(nets)
  const text = 'The quick brown fox jumps over the lazy dog, and seven ships sail home.'
  const speech = (await speakSamples({ voice: 'slt', text })).subarray(0, speechSeconds * 16_000)
  const recording = wav(speech)
  const steps: Record<VoiceStep, () => Promise<unknown>> = {
    'speech found': () => speechProbabilities(nets.speech, speech),
    'template made': () => embed(nets.speaker, speech),
    'whole reading': () => pipeline.read(recording),
  }
  const measure = async (step: VoiceStep) => {
    const startedAt = performance.now()
    await steps[step]()
    process.send!({ ms: performance.now() - startedAt })
  }
  // A measurement that fails ends this process, which its parent notices.
  process.on('message', (step: VoiceStep) => void measure(step))
  process.send!({ ready: true })
}

if (process.send) await serve(process.argv[2] as VoiceRuntime)
