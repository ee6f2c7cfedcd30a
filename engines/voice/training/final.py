"""The committed training run: two nets in two processes of one thread each, and the mixture.  python3 final.py folder [seed]

Writes folder/speaker.npz and prints the figures; export.py makes the product's files of it. `seed` is added to every seed:
any other than 0 is a repetition with other chances.
"""
import os
import subprocess
import sys
import time

import numpy as np
import torch

import data
import evaluate
import joint
import train
from channel import Channel, noises
from perturb import Pool

SEED = 3
MEMBERS = (
    dict(seed=1, steps=2600, widths="24,48,96", voices=8),
    dict(seed=2, steps=5000, widths="16,32,64", voices=8),
)
MIXTURE = dict(train.SETTINGS, voices=8, takes=2, frames="64,100,150")


def start(folder, member, more):
    words = [f"{k}={v + more if k == 'seed' else v}" for k, v in member.items()] + ["leave_out=False"]
    name = os.path.join(folder, f"member{member['seed']}")
    log = open(name + ".log", "w")
    command = [sys.executable, "-W", "ignore", os.path.join(os.path.dirname(os.path.abspath(__file__)), "train.py"), name + ".npz", *words]
    return subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ, OMP_NUM_THREADS="1"))


def main(folder, more=0):
    began = time.time()
    seed = SEED + more
    data.train_utterances()
    running = [start(folder, m, more) for m in MEMBERS]
    torch.set_num_threads(1)
    names, waves = train.speakers(False)
    pool = Pool(waves, MIXTURE["voices"], MIXTURE["takes"], MIXTURE["jitter"], seed)
    rng = np.random.default_rng(seed)
    noise = noises([w for own in waves for w in own], rng)
    batches = train.Batches(pool, names, waves, Channel(noise, seed, MIXTURE["strength"]), MIXTURE, rng)
    model = joint.Joint().eval()
    model.mixture.fit(batches.draw, seed)
    print(f"mixture fitted, {time.time() - began:.0f} s", flush=True)
    for m, process, net in zip(MEMBERS, running, model.nets):
        assert process.wait() == 0, m
        name = os.path.join(folder, f"member{m['seed']}")
        print(open(name + ".log").read(), flush=True)
        with np.load(name + ".npz") as f:
            net.load_state_dict({k: torch.from_numpy(f[k]) for k in f.files})
    kept = model.fit_projection(batches.draw)
    np.savez(os.path.join(folder, "speaker.npz"), **{k: v.numpy() for k, v in model.state_dict().items()})
    size = sum(v.numel() for v in model.state_dict().values())
    print(f"projection keeps {kept:.1%}, {size / 1e6:.2f} M numbers, {time.time() - began:.0f} s", flush=True)
    evaluate.main(os.path.join(folder, "speaker.npz"))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
