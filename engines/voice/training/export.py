"""Writes trained weights as what the product loads.  python3 export.py weights.npz ..

speaker.onnx (input `features` [batch, bands, frames], output `embedding` [batch, size]), speaker-cohort.bin (float32, one unit
vector a training speaker, row by row) and golden.json (a waveform that any language can make again, with what must come of it);
prints the digests that engines/models.json pins. `npm run eval -- voice --fit` fits the thresholds then.
"""
import hashlib
import json
import os
import sys

import numpy as np
import torch

import features
import joint
import train


def synthetic(n=3 * features.RATE):
    """w[i] = 0.3 sin(2 pi 140 t) + 0.2 sin(2 pi 560 t) (1 + 0.5 sin(2 pi 3 t)) + 0.1 sin(2 pi 2100 t) + 0.05 u[i], t = i / 16000,
    u[i] = s[i + 1] / 2^31 - 1, s[0] = 12345, s[i + 1] = (1103515245 s[i] + 12345) mod 2^32."""
    t = np.arange(n) / features.RATE
    state, noise = 12345, np.empty(n)
    for i in range(n):
        state = (1103515245 * state + 12345) % 2**32
        noise[i] = state / 2**31 - 1
    tones = 0.3 * np.sin(2 * np.pi * 140 * t) + 0.2 * np.sin(2 * np.pi * 560 * t) * (1 + 0.5 * np.sin(2 * np.pi * 3 * t))
    return (tones + 0.1 * np.sin(2 * np.pi * 2100 * t) + 0.05 * noise).astype(np.float32)


def main(weights, folder):
    net = joint.load(weights)
    target = os.path.join(folder, "speaker.onnx")
    torch.onnx.export(
        net,
        torch.zeros(2, features.BANDS, 300),
        target,
        input_names=["features"],
        output_names=["embedding"],
        dynamic_axes={"features": {0: "batch", 2: "frames"}, "embedding": {0: "batch"}},
        opset_version=13,
    )
    embed = train.embedder(net)
    crowd = os.path.join(folder, "speaker-cohort.bin")
    train.cohort(embed, train.speakers(False)[1]).astype("<f4").tofile(crowd)
    wave = synthetic()
    x = features.features(wave)
    golden = dict(
        waveform=synthetic.__doc__,
        samples=len(wave),
        firstSamples=wave[:8].tolist(),
        frames=x.shape[1],
        firstFrames=x[:, :3].T.tolist(),
        embedding=embed(wave).tolist(),
    )
    with open(os.path.join(folder, "golden.json"), "w") as f:
        json.dump(golden, f)
    for path in (target, crowd):
        with open(path, "rb") as f:
            print(hashlib.sha256(f.read()).hexdigest(), os.path.getsize(path), path)


if __name__ == "__main__":
    main(*sys.argv[1:])
