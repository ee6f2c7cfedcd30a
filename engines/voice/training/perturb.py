"""Virtual speakers: the training speech with its formants and pitch moved, as log band power before any channel.

Each frame's log spectrum is parted by its cepstrum into an envelope (the vocal tract) and a fine structure (the voice source).
Stretching the one along frequency makes another speaker, stretching the other another pitch; no phase is needed, because
only power reaches the net.
"""
import numpy as np

import features

LIFTER = np.clip((44 - np.arange(45)) / 18, 0, 1).astype(np.float32)
HERTZ = np.arange(features.BINS) * features.RATE / features.FFT
KNOTS = np.array([0, 700, 1800, 3500, 8000.0])


def envelope_matrix(log_scale):
    """[len(LIFTER), BINS] cosines that draw the envelope with formants scaled by exp(log_scale), given at KNOTS."""
    source = HERTZ / np.exp(np.interp(HERTZ, KNOTS, log_scale))
    m = 2 * np.cos(2 * np.pi * np.outer(np.arange(len(LIFTER)), source) / features.RATE)
    m[0] = 1
    return (m * LIFTER[:, None]).astype(np.float32)


def pitch_matrix(log_scale):
    """[BINS, BINS] interpolation of the fine structure at f / exp(log_scale), mirrored above the top."""
    at = np.arange(features.BINS) / np.exp(log_scale)
    top = features.BINS - 1
    at = np.where(at > top, 2 * top - at, at)
    low = np.clip(np.floor(at).astype(int), 0, top - 1)
    m = np.zeros((features.BINS, features.BINS), np.float32)
    m[low, np.arange(features.BINS)] = 1 - (at - low)
    m[low + 1, np.arange(features.BINS)] = at - low
    return m


def parted(wave):
    """(cepstra [frames, 45], fine structure [frames, BINS]) of one recording, each as float16."""
    log = np.log(features.power_spectrum(features.scaled(wave)) + 1e-7)
    cepstra = np.fft.irfft(log, axis=1)[:, : len(LIFTER)].astype(np.float32)
    return cepstra.astype(np.float16), (log - cepstra @ envelope_matrix(np.zeros(len(KNOTS)))).astype(np.float16)


def band_power(cepstra, fine, formants, pitch):
    """[frames, BANDS] log power, float16."""
    log = cepstra.astype(np.float32) @ envelope_matrix(formants) + fine.astype(np.float32) @ pitch_matrix(pitch)
    return np.log(np.exp(np.minimum(log, 12)) @ features.MEL.T + 1e-7).astype(np.float16)


def voices(count, rng, spread=0.16, bend=0.03):
    """`count` settings of (formants at KNOTS, pitch): the recorded voice first, the others spread over vocal tract lengths."""
    lengths = np.linspace(-spread, spread, count - 1) if count > 1 else []
    out = [(np.zeros(len(KNOTS)), 0.0)]
    for length in lengths:
        formants = length + rng.normal(0, bend, len(KNOTS))
        out.append((formants, 1.2 * length + rng.normal(0, 0.1)))
    return out


class Pool:
    """Log band power of every class (speaker, voice), `takes` times with the pitch moved at random by `jitter`."""

    def __init__(self, speakers, voice_count, takes, jitter, seed):
        rng = np.random.default_rng(seed)
        parts, self.start, self.length = [], [], []
        at = 0
        for waves in speakers:
            split = [parted(w) for w in waves]
            for formants, pitch in voices(voice_count, rng):
                for _ in range(takes):
                    rows = []
                    for cepstra, fine in split if len(split) < 20 else blocks(split):
                        wobble = rng.normal(0, 0.008, len(KNOTS))
                        rows.append(band_power(cepstra, fine, formants + wobble, pitch + rng.normal(0, jitter)))
                    rows = np.concatenate(rows)
                    parts.append(rows)
                    self.start.append(at)
                    self.length.append(len(rows))
                    at += len(rows)
        self.rows = np.concatenate(parts)
        shape = (len(speakers) * voice_count, takes)
        self.start = np.array(self.start).reshape(shape)
        self.length = np.array(self.length).reshape(shape)
        self.voice_count = voice_count

    def crop(self, kind, take, frames, rng):
        """[frames, BANDS] float16 from anywhere in one take, going round at its end."""
        length = self.length[kind, take]
        at = rng.integers(0, max(1, length - frames + 1))
        return self.rows[self.start[kind, take] + (at + np.arange(frames)) % length]


def blocks(split, size=6):
    """Short recordings joined, so that one matrix product serves several."""
    for i in range(0, len(split), size):
        group = split[i : i + size]
        yield np.concatenate([c for c, _ in group]), np.concatenate([f for _, f in group])
