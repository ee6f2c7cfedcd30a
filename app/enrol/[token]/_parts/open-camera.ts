/** The camera that looks at the person, or why there is none. */

/** Also the name of the words that say it: `{trouble}Title` and `{trouble}`. */
export type Trouble = 'insecure' | 'refused' | 'none' | 'busy' | 'lost'

/** @throws CameraTrouble */
export async function openCamera(): Promise<MediaStream> {
  // Browsers take the whole of it away from a page that came over plain HTTP from another machine.
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraTrouble(isSecureContext ? 'none' : 'insecure')
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
    })
  } catch (cause) {
    throw new CameraTrouble(troubleOf(cause), { cause })
  }
}

export class CameraTrouble extends Error {
  override readonly name = 'CameraTrouble'
  constructor(
    readonly trouble: Trouble,
    options?: { cause?: unknown },
  ) {
    super(`The camera cannot be used: ${trouble}.`, options)
  }
}

function troubleOf(error: unknown): Trouble {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none'
    default:
      return 'busy'
  }
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
