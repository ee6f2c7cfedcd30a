/** Spoken recordings for the tests of rooms above, from which the engines are out of reach. */
export { clipped, joined, music, noise, silence, speak, speakSamples, wav, type Speaker } from '@/engines/voice/testing'
