/** A tone with each answer, for who does not look. Off until somebody wants it. */

const place = 'limen-terminal-sound'
const tones = { good: [660, 880], wait: [440], bad: [220] }
const toneSeconds = 0.14

export const hasSound = (): boolean => localStorage.getItem(place) === 'on'

export function keepSound(isOn: boolean): void {
  if (isOn) localStorage.setItem(place, 'on')
  else localStorage.removeItem(place)
}

let player: AudioContext | undefined

export function sound(tone: keyof typeof tones): void {
  if (!hasSound()) return
  player ??= new AudioContext()
  for (const [index, hertz] of tones[tone].entries()) {
    const [source, volume] = [player.createOscillator(), player.createGain()]
    const start = player.currentTime + index * toneSeconds
    source.frequency.value = hertz
    volume.gain.value = 0.2
    source.connect(volume).connect(player.destination)
    source.start(start)
    source.stop(start + toneSeconds)
  }
}
