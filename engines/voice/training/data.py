"""Reads the training and evaluation recordings and cuts their silence; keeps the speech in a cache folder outside the tree."""
import csv
import os
import pickle

import numpy as np
import soundfile

from features import RATE

ROOT = os.environ.get("LIMEN_SHARED", "/work/shared/data")
CACHE = os.environ.get("LIMEN_VOICE_CACHE", "/tmp/limen/voice/cache")
FOUND = os.environ.get("LIMEN_VOICE_SPEECH")
STEP = 160


def speech(wave, below=35.0, pad=0.1):
    """The parts of `wave` within `below` dB of its loud frames, smoothed and padded by `pad` seconds. A stand-in for the
    product's Silero detector."""
    n = len(wave) // STEP
    width = 2 * int(pad * RATE / STEP) + 1
    if n < width:
        return wave
    energy = np.square(wave[: n * STEP].reshape(n, STEP)).mean(1)
    energy = np.convolve(energy, np.ones(5) / 5, "same")
    loud = 10 * np.log10(energy + 1e-10)
    keep = loud > np.percentile(loud, 95) - below
    keep = np.convolve(keep, np.ones(width), "same") > 0
    out = wave[: n * STEP].reshape(n, STEP)[keep].reshape(-1)
    return out if len(out) > 0.2 * RATE else wave


def read(path):
    wave, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE, path
    return wave if wave.ndim == 1 else wave.mean(1)


def cached(name, make):
    path = os.path.join(CACHE, name + ".pickle")
    if not os.path.exists(path):
        os.makedirs(CACHE, exist_ok=True)
        value = make()
        part = f"{path}.{os.getpid()}"
        with open(part, "wb") as f:
            pickle.dump(value, f, protocol=4)
        os.rename(part, path)
    with open(path, "rb") as f:
        return pickle.load(f)


def train_rows():
    with open(os.path.join(ROOT, "voice-train/train.csv"), newline="") as f:
        return list(csv.DictReader(f))


def train_utterances():
    """A list of (set, speaker, speech) in the order of train.csv."""
    rows = train_rows()
    return cached(
        "train",
        lambda: [(r["set"], r["speaker"], speech(read(os.path.join(ROOT, "voice-train", r["path"])))) for r in rows],
    )


def base(name):
    return "librispeech" if name.startswith("librispeech") else name


def trials():
    """{set: [(enrolment paths, test path, same, enrolled speaker, test speaker)]} without the speakers that train."""
    seen = {(r["set"], r["speaker"]) for r in train_rows()}
    sets = {}
    with open(os.path.join(ROOT, "voice/trials.csv"), newline="") as f:
        for r in csv.DictReader(f):
            if (base(r["set"]), r["enroll_speaker"]) in seen or (base(r["set"]), r["test_speaker"]) in seen:
                continue
            sets.setdefault(r["set"], []).append(
                (tuple(r["enroll"].split(";")), r["test"], r["same"] == "1", r["enroll_speaker"], r["test_speaker"])
            )
    sets["librispeech-halves"] = crossed(sets["librispeech-halves"])
    return sets


def crossed(rows):
    """Every head against every tail of the validation speakers."""
    with open(os.path.join(ROOT, "voice-train/validation-speakers.txt")) as f:
        named = {line.strip().split("/")[1] for line in f if line.startswith("librispeech")}
    same = [r for r in rows if r[2] and r[3] in named]
    assert len({r[3] for r in same}) == len(named)
    return [(a[0], b[1], a[3] == b[3], a[3], b[3]) for a in same for b in same]


def evaluation_speech():
    """{path: speech} of every recording that a trial names; LIMEN_VOICE_SPEECH names a folder in which the product has found
    it (`npm run eval -- voice --data DIR --speech FOLDER`). Where it finds hardly any, the recording is taken as it is."""
    paths = sorted({p for rows in trials().values() for r in rows for p in r[0] + (r[1],)})
    if FOUND:
        found = {p: read(os.path.join(FOUND, os.path.splitext(p)[0] + ".wav")) for p in paths}
        return {p: w if len(w) > 0.2 * RATE else read(os.path.join(ROOT, p)) for p, w in found.items()}
    return cached("evaluation", lambda: {p: speech(read(os.path.join(ROOT, p))) for p in paths})
