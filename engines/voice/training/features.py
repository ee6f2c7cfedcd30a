"""The one definition of what the speaker net hears; the TypeScript side computes the same and its parity is tested.

1. 16 kHz mono float, -1..1, of which only the speech is kept (silence is cut out beforehand).
2. Scaled to an RMS of 0.1 over that speech.
3. Frames of 400 samples every 160, no padding: floor((n - 400) / 160) + 1 of them; each frame's mean is subtracted.
4. Periodic Hann window of 400, 512-point real FFT, power |X|^2: 257 bins.
5. 64 triangular bands, corners equally spaced in mel = 2595 log10(1 + f / 700) from 20 to 7600 Hz, each side of a triangle
   linear in mel, no area normalisation.
6. Natural log of max(power, FLOOR = 1e-5).
7. One number, the mean over all bands and frames, is subtracted. (Not each band's own mean: that costs a voice's colour, and
   measured worse everywhere, also where each recording had a random equaliser.)
"""
import numpy as np

RATE = 16000
FRAME = 400
HOP = 160
FFT = 512
BINS = FFT // 2 + 1
BANDS = 64
LOW, HIGH = 20.0, 7600.0
LEVEL = 0.1
FLOOR = 1e-5

WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)


def mel(f):
    return 2595 * np.log10(1 + np.asarray(f, np.float64) / 700)


def mel_matrix():
    """[BANDS, BINS] float32."""
    corners = np.linspace(mel(LOW), mel(HIGH), BANDS + 2)
    m = mel(np.arange(BINS) * RATE / FFT)
    up = (m[None] - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
    down = (corners[2:, None] - m[None]) / (corners[2:] - corners[1:-1])[:, None]
    return np.maximum(0, np.minimum(up, down)).astype(np.float32)


MEL = mel_matrix()


def frames_of(n):
    return max(0, (n - FRAME) // HOP + 1)


def scaled(wave):
    """The speech at the agreed level."""
    rms = np.sqrt(np.mean(np.square(wave, dtype=np.float64)))
    return (wave * (LEVEL / max(rms, 1e-6))).astype(np.float32)


def power_spectrum(wave):
    """[frames, BINS] of a waveform that is already scaled."""
    n = frames_of(len(wave))
    framed = np.lib.stride_tricks.sliding_window_view(wave, FRAME)[::HOP][:n]
    framed = framed - framed.mean(1, keepdims=True)
    spectrum = np.fft.rfft(framed * WINDOW, FFT)
    return (spectrum.real**2 + spectrum.imag**2).astype(np.float32)


def log_mel(power):
    """[BANDS, frames], the overall mean removed."""
    x = np.log(np.maximum(power @ MEL.T, FLOOR)).T
    return np.ascontiguousarray(x - x.mean(), np.float32)


def features(wave):
    """[BANDS, frames] of the speech of one recording."""
    return log_mel(power_spectrum(scaled(wave)))
