/** The microphone as a run of samples, as little changed by the browser as it lets itself be asked. */

export interface OpenMicrophone {
  rateHz: number
  close: () => void
}

/**
 * @param onHeard a twentieth of a second, one channel, -1..1
 * @throws DOMException as `getUserMedia`, when there is no microphone or it may not be used
 */
export async function openMicrophone(onHeard: (samples: Float32Array) => void): Promise<OpenMicrophone> {
  // What suppresses noise and echo also takes away some of what tells voices apart.
  const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true }
  const stream = await navigator.mediaDevices.getUserMedia({ audio })
  const context = new AudioContext()
  const close = () => {
    for (const track of stream.getTracks()) track.stop()
    void context.close()
  }
  try {
    await context.audioWorklet.addModule(new URL('./recorder.worklet.js', import.meta.url).href)
    const recorder = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' })
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onHeard(data)
    context.createMediaStreamSource(stream).connect(recorder)
    // It gives out nothing; only what leads to the loudspeaker is run at all.
    recorder.connect(context.destination)
    await context.resume()
  } catch (error) {
    close()
    throw error
  }
  return { rateHz: context.sampleRate, close }
}
