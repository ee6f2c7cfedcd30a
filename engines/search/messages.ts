/** What the facade and the search worker say to each other: one answer for each call, in the order of the calls. */
import type { GalleryMatch } from '../types'

export interface Operations {
  put: { input: { gallery: string; ids: string[]; vectors: Float32Array }; output: void }
  remove: { input: { gallery: string; ids: string[] }; output: void }
  search: { input: { gallery: string; probe: Float32Array; limit: number; atLeast: number }; output: GalleryMatch[] }
  read: { input: { gallery: string; from: number; count: number }; output: { ids: string[]; vectors: Float32Array } }
  size: { input: { gallery: string }; output: number }
  drop: { input: { gallery: string }; output: void }
}

export type Operation = keyof Operations

export type Call = { [O in Operation]: { call: number; operation: O; input: Operations[O]['input'] } }[Operation]

export type Answer = { call: number; value: unknown } | { call: number; refused: string }
