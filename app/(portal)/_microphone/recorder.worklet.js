/** Runs beside the page, on the thread of sound: hands on what the microphone hears, a twentieth of a second at a time. Loaded as it is. */
class Recorder extends AudioWorkletProcessor {
  constructor() {
    super()
    this.heard = new Float32Array(Math.round(sampleRate / 20))
    this.at = 0
  }

  process([[channel]]) {
    for (const sample of channel ?? []) {
      this.heard[this.at++] = sample
      if (this.at < this.heard.length) continue
      this.port.postMessage(this.heard.slice())
      this.at = 0
    }
    return true
  }
}

registerProcessor('recorder', Recorder)
