"""The way from mouth to file, drawn anew for each segment: tempo, room, noise, equaliser, band limits, level, masks.

Everything works on band power, where a room is a decaying smear along time, and noise adds. Batches are [n, frames, BANDS].
"""
import math

import numpy as np
import torch

import features

BANDS = features.BANDS
# Weights that turn band power into total power, for levels.
TOTAL = torch.from_numpy(np.linalg.lstsq(features.MEL.T, np.ones(features.BINS), rcond=None)[0].clip(0).astype(np.float32))
FULL = 512 * float(np.square(features.WINDOW).sum()) * features.LEVEL**2 / 2
CENTRES = np.linspace(features.mel(features.LOW), features.mel(features.HIGH), BANDS + 2)[1:-1]
HERTZ = torch.from_numpy(700 * (10 ** (CENTRES / 2595) - 1)).float()


def noises(speech, rng, count=120, seconds=5):
    """[count, frames, BANDS] power of babble, coloured noise, hum and tones, each at the common level."""
    out = []
    n = seconds * features.RATE
    long = [w for w in speech if len(w) > 2 * features.RATE]
    time = np.arange(n) / features.RATE
    for i in range(count):
        if i % 3 == 0:
            wave = sum(np.resize(long[j], n) * rng.uniform(0.3, 1) for j in rng.integers(0, len(long), rng.integers(3, 9)))
        elif i % 3 == 1:
            shape = np.maximum(np.fft.rfftfreq(n, 1 / features.RATE), 20) ** -rng.uniform(-0.2, 1.2)
            wave = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * shape, n)
            wave = wave * np.exp(np.interp(time, np.linspace(0, seconds, 12), rng.normal(0, rng.uniform(0, 0.8), 12)))
        else:
            wave = 0.02 * rng.normal(size=n)
            for _ in range(rng.integers(2, 6)):
                f = np.exp(rng.uniform(np.log(50), np.log(1500)))
                gate = np.repeat(rng.uniform(0, 1, 20), n // 20 + 1)[:n] if rng.random() < 0.6 else 1
                for h in range(1, rng.integers(2, 9)):
                    wave = wave + gate * np.sin(2 * np.pi * f * h * time + rng.uniform(0, 6)) / h
        out.append(features.power_spectrum(features.scaled(wave.astype(np.float32))) @ features.MEL.T)
    return torch.from_numpy(np.stack(out))


def curve(n, knots, g, scale):
    """[n, 1, BANDS] smooth random curves."""
    points = torch.randn(n, 1, knots, generator=g) * scale
    return torch.nn.functional.interpolate(points, BANDS, mode="linear", align_corners=True)


class Channel:
    def __init__(self, noise, seed, strength=1.0):
        self.noise = noise
        self.g = torch.Generator().manual_seed(seed)
        self.strength = strength

    def uniform(self, n, low, high):
        return low + (high - low) * torch.rand(n, 1, 1, generator=self.g)

    def chosen(self, n, chance):
        return (torch.rand(n, 1, 1, generator=self.g) < chance).float()

    def tempo(self, x, frames):
        """Another speed at the same pitch: frames read at a random rate from a longer cut."""
        n, have, _ = x.shape
        rate = self.uniform(n, 0.8, have / frames)
        at = torch.arange(frames)[None, :, None] * rate
        low = at.long().clamp(max=have - 2)
        part = at - low
        wide = low.expand(-1, -1, BANDS)
        return x.gather(1, wide) * (1 - part) + x.gather(1, wide + 1) * part

    def room(self, power):
        n, t, _ = power.shape
        decay = 13.8 * features.HOP / features.RATE / self.uniform(n, 0.1, 0.8)
        lag = torch.arange(t)[None, :, None] * 1.0
        tail = torch.exp(-decay * lag + 0.5 * torch.randn(n, t, 1, generator=self.g))
        tail[:, 0] = 0
        ratio = 10 ** self.uniform(n, -2.0, 0.3) * self.chosen(n, 0.5)
        tail = tail / tail.sum(1, keepdim=True) * ratio
        index = torch.arange(t)[:, None] - torch.arange(t)[None]
        smear = tail[:, index.clamp(min=0), 0] * (index > 0)
        return power + torch.bmm(smear, power) * torch.exp(curve(n, 6, self.g, 0.3))

    def added(self, power):
        n, t, _ = power.shape
        which = torch.randint(len(self.noise), (n,), generator=self.g)
        start = int(torch.randint(self.noise.shape[1] - t, (1,), generator=self.g))
        noise = self.noise[which, start : start + t]
        snr = self.uniform(n, 3, 35)
        level = (power @ TOTAL).mean(1)[:, None, None] / FULL
        return power + noise * level * 10 ** (-snr / 10) * self.chosen(n, 0.6)

    def shaped(self, power):
        n = len(power)
        decibel = self.strength * (curve(n, 9, self.g, 2.5) + curve(n, 2, self.g, 4.0))
        low, high = self.uniform(n, 150, 400), torch.exp(self.uniform(n, math.log(3000), math.log(8500)))
        decibel = decibel - 36 * torch.log2(low / HERTZ).clamp(min=0) * self.chosen(n, 0.25)
        decibel = decibel - (200 * torch.log2(HERTZ / high).clamp(min=0)).clamp(max=50) * self.chosen(n, 0.4)
        return power * 10 ** (decibel / 10)

    def __call__(self, x, frames):
        """Net input [n, BANDS, frames] of log band power [n, more frames, BANDS]."""
        power = torch.exp(self.tempo(x.float(), frames))
        power = self.shaped(self.added(self.room(power)))
        n = len(power)
        level = (power @ TOTAL).mean(1)[:, None, None] / FULL
        power = power / level + 10 ** self.uniform(n, -7, -2.5)
        x = torch.log(power.clamp(min=features.FLOOR)).transpose(1, 2)
        return self.masked(x - x.mean((1, 2), keepdim=True))

    def masked(self, x):
        n, _, t = x.shape
        for axis, size, limit in ((1, BANDS, 8), (2, t, 20)):
            start = (self.uniform(n, 0, 1) * size).floor()
            width = (self.uniform(n, 0, limit)).floor() * self.chosen(n, 0.5)
            at = torch.arange(size).view(1, -1, 1) if axis == 1 else torch.arange(size).view(1, 1, -1)
            x = x * (1 - ((at >= start) & (at < start + width)).float())
        return x.contiguous()
