"""Trains the speaker net.  python3 train.py weights.npz [name=value ...], the names being those of SETTINGS."""
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

import data
import evaluate
import features
import inner
from channel import Channel, noises
from net import Margin, SpeakerNet
from perturb import Pool

SETTINGS = dict(
    seed=1,
    steps=900,
    threads=1,
    leave_out=True,
    voices=8,
    takes=3,
    jitter=0.15,
    strength=0.5,
    batch=128,
    rate=2e-3,
    decay=0.02,
    margin=0.2,
    pair=1.0,
    frames="64,100,150,200",
    arabic=3.0,
    widths="24,48,96",
    depths="2,2,2",
    average=0.998,
)


def numbers(text):
    return tuple(int(x) for x in text.split(","))


def settings(words):
    out = dict(SETTINGS)
    for word in words:
        name, value = word.split("=", 1)
        kind = type(SETTINGS[name])
        out[name] = value == "True" if kind is bool else kind(value)
    return out


def speakers(leave_out):
    """[(set, speaker)], [recordings of each]."""
    left_out = inner.held_out() if leave_out else set()
    own = {}
    for name, speaker, wave in data.train_utterances():
        if (name, speaker) not in left_out:
            own.setdefault((name, speaker), []).append(wave)
    return list(own), list(own.values())


def pair_loss(x, scale):
    """Each first segment must find its second among the batch (angular prototypical)."""
    a, b = F.normalize(x[0::2]), F.normalize(x[1::2])
    s = scale * a @ b.t()
    own = torch.arange(len(a))
    return 0.5 * (F.cross_entropy(s, own) + F.cross_entropy(s.t(), own))


class Batches:
    def __init__(self, pool, names, waves, channel, chosen, rng):
        seconds = np.array([sum(map(len, w)) / features.RATE for w in waves])
        weight = np.minimum(1, seconds / 6) * np.where([n == "librispeech" for n, _ in names], 1, chosen["arabic"])
        self.weight = weight / weight.sum()
        self.pool, self.channel, self.chosen, self.rng = pool, channel, chosen, rng

    def draw(self):
        rng, pool, c = self.rng, self.pool, self.chosen
        half = c["batch"] // 2
        frames = int(rng.choice(numbers(c["frames"])))
        # Short cuts come in larger batches, so that every step costs about the same. (A few lengths only: each new shape
        # costs the convolution library seconds.)
        half = int(half * min(2.0, 130 / frames))
        who = rng.choice(len(self.weight), half, p=self.weight)
        kind = who * pool.voice_count + rng.integers(0, pool.voice_count, half)
        have = int(frames * 1.25) + 1
        x = np.stack([pool.crop(k, rng.integers(pool.start.shape[1]), have, rng) for k in kind for _ in range(2)])
        return self.channel(torch.from_numpy(x), frames), torch.from_numpy(np.repeat(kind, 2))


def embedder(net):
    net.eval()

    def embed(wave):
        x = features.features(wave)
        if x.shape[1] < 40:
            x = np.tile(x, (1, math.ceil(40 / x.shape[1])))
        with torch.no_grad():
            return net(torch.from_numpy(np.ascontiguousarray(x[None])))[0].numpy()

    return embed


def cohort(embed, waves, limit=6.0):
    """One mean vector a training speaker."""
    out = []
    for own in waves:
        joined = np.concatenate(own[:12])
        n = int(limit / 2 * features.RATE)
        cuts = np.array_split(joined, max(1, min(6, len(joined) // n)))
        out.append(evaluate.unit(np.mean([evaluate.unit(embed(c)) for c in cuts], axis=0)))
    return np.stack(out).astype(np.float32)


def measured(net, chosen, waves):
    embed = embedder(net)
    crowd = cohort(embed, waves)
    outer = {p: embed(w) for p, w in data.evaluation_speech().items()}
    if chosen["leave_out"]:
        speech, trials = inner.cut()
        vectors = {p: embed(w) for p, w in speech.items()}
        for label, c in (("raw", None), ("s-norm", crowd)):
            print(f"  inner {label:8s}", evaluate.line(evaluate.report(vectors, c, trials=trials)), flush=True)
    for label, c in (("raw", None), ("s-norm", crowd)):
        print(f"  outer {label:8s}", evaluate.line(evaluate.report(outer, c)), flush=True)


def main(target, words):
    chosen = settings(words)
    print(chosen, flush=True)
    began = time.time()
    torch.set_num_threads(chosen["threads"])
    torch.manual_seed(chosen["seed"])
    rng = np.random.default_rng(chosen["seed"])
    names, waves = speakers(chosen["leave_out"])
    pool = Pool(waves, chosen["voices"], chosen["takes"], chosen["jitter"], chosen["seed"])
    noise = noises([w for own in waves for w in own], rng)
    channel = Channel(noise, chosen["seed"], chosen["strength"])
    size = pool.rows.nbytes / 1e6
    print(f"{len(names)} speakers, {len(pool.start)} classes, pool {size:.0f} MB, {time.time() - began:.0f} s", flush=True)
    batches = Batches(pool, names, waves, channel, chosen, rng)
    net = SpeakerNet(numbers(chosen["widths"]), numbers(chosen["depths"])).to(memory_format=torch.channels_last)
    head = Margin(net.embed.out_features, len(pool.start))
    scale = torch.nn.Parameter(torch.tensor(20.0))
    print(f"{sum(p.numel() for p in net.parameters()) / 1e6:.2f} M parameters", flush=True)
    parameters = [*net.parameters(), *head.parameters()]
    optimiser = torch.optim.AdamW([dict(params=parameters, weight_decay=chosen["decay"]), dict(params=[scale], weight_decay=0.0)], lr=chosen["rate"])
    mean = {k: v.detach().clone() for k, v in net.state_dict().items()}
    losses = []
    for step in range(chosen["steps"]):
        part = step / chosen["steps"]
        # A short rise, then half a cosine down.
        share = 0.1 + 18 * part if part < 0.05 else 0.002 + 0.499 * (1 + math.cos(math.pi * (part - 0.05) / 0.95))
        for group in optimiser.param_groups:
            group["lr"] = chosen["rate"] * share
        x, target_class = batches.draw()
        net.train()
        with torch.autocast("cpu", torch.bfloat16):
            y = net(x)
        y = y.float()
        a = head(y, target_class, chosen["margin"] * min(1.0, part / 0.3))
        b = pair_loss(y, scale.clamp(5, 40))
        loss = a + chosen["pair"] * b
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5.0)
        optimiser.step()
        losses.append((a.item(), b.item()))
        keep = min(chosen["average"], (step + 1) / (step + 21))
        for k, v in net.state_dict().items():
            if v.dtype.is_floating_point:
                mean[k].mul_(keep).add_(v.detach(), alpha=1 - keep)
        if (step + 1) % 100 == 0:
            la, lb = np.mean(losses[-100:], axis=0)
            print(f"step {step + 1} margin loss {la:.2f} pair loss {lb:.2f}, {time.time() - began:.0f} s", flush=True)
    net.load_state_dict(mean)
    np.savez(target, **{k: v.numpy() for k, v in net.state_dict().items()})
    measured(net, chosen, waves)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
