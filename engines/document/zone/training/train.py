"""
Trains the reader of zone lines.  python3 train.py --minutes 9 --out weights.npz [--from weights.npz] [--seed 1]

Takes Debian's python3-torch, python3-numpy, python3-pil and the fonts that lines.py names; uses a GPU where there is one. The log of
the shipped weights is train.log, the way to ONNX export.py.
"""
import argparse
import math
import multiprocessing
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from lines import BLANK, Strips, write_texts
from net import ZoneLine


def greedy(scores, steps):
    """Texts by the likeliest character of each step, repeats and blanks dropped."""
    best = scores.argmax(-1).cpu().numpy()
    texts = []
    for row, count in zip(best, steps):
        row = row[: int(count)]
        texts.append([int(c) for i, c in enumerate(row) if c != BLANK and (i == 0 or c != row[i - 1])])
    return texts


def edits(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


@torch.no_grad()
def measure(net, strips, device, hard, seed):
    """Share of lines read whole and of characters read, on strips that are drawn for measuring."""
    net.eval()
    lines = whole = characters = wrong = claimed = empty = 0
    for k in range(2):
        x, targets, lengths, steps, _ = strips.batch(write_texts(seed + k, 256), hard)
        at = 0
        for text, length in zip(greedy(net(x.to(device)), steps), lengths.tolist()):
            truth = targets[at : at + length].tolist()
            at += length
            if length == 0:
                empty += 1
                claimed += len(text) >= 16
                continue
            lines += 1
            whole += text == truth
            characters += length
            wrong += edits(text, truth)
    net.train()
    return f"hard {hard}: whole {whole / lines:.4f} of {lines}, characters {1 - wrong / characters:.5f}, claimed {claimed} of {empty} that are none"


def aligned_loss(likely, centres, targets, lengths):
    """Cross-entropy against the step in which each character's centre lies: tells the net early where characters are."""
    starts = torch.cumsum(lengths, 0) - lengths
    known = centres >= 0
    row = torch.arange(len(lengths), device=centres.device)[:, None].expand_as(centres)
    labels = torch.full_like(centres, BLANK)
    labels[known] = targets.to(centres.device)[starts.to(centres.device)[row[known]] + centres[known]]
    return F.nll_loss(likely.permute(1, 2, 0), labels) * 4


def ctc_loss(likely, targets, lengths, steps):
    device = likely.device
    steps = steps.clamp(max=likely.shape[0]).to(device)
    loss = F.ctc_loss(likely, targets.to(device), steps, lengths.to(device), blank=BLANK, reduction="none", zero_infinity=True)
    return (loss / lengths.to(device).clamp(min=20)).mean()


def texts_of(job):
    return write_texts(*job)


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--minutes", type=float, default=9)
    parse.add_argument("--batch", type=int, default=256)
    parse.add_argument("--rate", type=float, default=2e-3)
    parse.add_argument("--aligned", type=float, default=0.2, help="share of the time in which the places of the characters are told")
    parse.add_argument("--threads", type=int, default=2)
    parse.add_argument("--seed", type=int, default=1)
    parse.add_argument("--out", default="weights.npz")
    parse.add_argument("--from", dest="start")
    options = parse.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cudnn.benchmark = False
    torch.set_num_threads(options.threads)
    strips = Strips(device)
    net = ZoneLine().to(device, memory_format=torch.channels_last)
    if options.start:
        net.load_state_dict({k: torch.from_numpy(v) for k, v in np.load(options.start).items()})
    print(f"{sum(p.numel() for p in net.parameters())} parameters on {device}, torch {torch.__version__}, {vars(options)}", flush=True)
    groups = [
        {"params": [p for p in net.parameters() if p.ndim > 1], "weight_decay": 0.02},
        {"params": [p for p in net.parameters() if p.ndim == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=options.rate)
    average = {k: v.clone() for k, v in net.state_dict().items()}
    jobs = ((options.seed * 1_000_003 + step, options.batch) for step in range(10**9))
    began = time.time()
    with multiprocessing.get_context("fork" if device == "cpu" else "spawn").Pool(1 if device == "cpu" else 10) as pool:
        waiting = [pool.apply_async(texts_of, (next(jobs),)) for _ in range(4 if device == "cpu" else 24)]
        step = 0
        began = time.time()
        recent = []
        while True:
            share = (time.time() - began) / (options.minutes * 60)
            if share >= 1:
                break
            texts = waiting.pop(0).get()
            waiting.append(pool.apply_async(texts_of, (next(jobs),)))
            hard = 1.0 if options.start else min(1.0, 0.3 + 3 * share)
            x, targets, lengths, steps, centres = strips.batch(texts, hard)
            warm = min(1.0, step / 100)
            for group in optimizer.param_groups:
                group["lr"] = options.rate * warm * 0.5 * (1 + math.cos(math.pi * share)) + 1e-6
            with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
                scores = net(x.contiguous(memory_format=torch.channels_last))
            likely = F.log_softmax(scores.float(), -1).transpose(0, 1)
            if not options.start and share < options.aligned:
                loss = aligned_loss(likely, centres, targets, lengths)
            else:
                loss = ctc_loss(likely, targets, lengths, steps)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimizer.step()
            keep = min(0.998, step / (step + 10))
            for k, v in net.state_dict().items():
                average[k] = average[k] * keep + v * (1 - keep) if v.is_floating_point() else v.clone()
            recent.append(float(loss.detach()))
            step += 1
            if step % 100 == 0:
                print(f"step {step}, {time.time() - began:.0f} s, loss {np.mean(recent):.4f}", flush=True)
                recent = []
            if step % 500 == 0:
                now = {k: v.clone() for k, v in net.state_dict().items()}
                net.load_state_dict(average)
                print(measure(net, strips, device, 1.0, 10**7), flush=True)
                save(net, options.out)
                net.load_state_dict(now)
        pool.terminate()
    print(f"{step} steps of {options.batch} in {time.time() - began:.0f} s", flush=True)
    net.load_state_dict(average)
    for hard in (0.3, 0.6, 1.0):
        print(measure(net, strips, device, hard, 10**7), flush=True)
    save(net, options.out)


def save(net, target):
    np.savez(target, **{k: v.cpu().numpy() for k, v in net.state_dict().items()})


if __name__ == "__main__":
    main()
