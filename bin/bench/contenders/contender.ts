/** What takes part in the face benchmark: an engine that can be asked to run one of its stages once, on one decoded photo. */

export interface Photo {
  widthPx: number
  heightPx: number
  /** Interleaved RGB, 8 bit. */
  rgb: Uint8Array
  /** The same picture as the JPEG file it came from. */
  jpeg: Uint8Array
}

/**
 * `decode` JPEG to pixels; `detect` find the face; `align` points and upright crop; `embed` template from the crop;
 * `verify` everything from decoded pixels to a score against a stored template.
 */
export type Stage = 'decode' | 'detect' | 'align' | 'embed' | 'verify'

/** Stages an engine cannot be asked for alone are absent. */
export type Contender = Partial<Record<Stage, () => Promise<unknown>>>
