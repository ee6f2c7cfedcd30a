"""The inner validation: a quarter of the training speakers, left out of an experiment, with trials cut from their speech.

`halves` is like librispeech-halves, `short` has three pieces of 1.5 s against one of 1 s, `words` is the Arabic words (six
against one), `sessions` is other recordings of the LibriSpeech speakers that have several, `far` is like `short` with each
piece through an equaliser and noise of its own, so that the recording's channel helps nobody.
"""
import numpy as np
import scipy.signal

import data
from features import RATE


def held_out():
    """The (set, speaker) pairs that an experiment leaves out: every fourth, so that each kind of speaker is there."""
    counts = {}
    for name, speaker, _ in data.train_utterances():
        counts[(name, speaker)] = counts.get((name, speaker), 0) + 1
    order = sorted(counts, key=lambda k: (k[0], counts[k], k[1]))
    return set(order[1::4])


def pieces(wave, seconds, count, rng):
    n = int(seconds * RATE)
    return [wave[s : s + n] for s in rng.integers(0, max(1, len(wave) - n), count)]


def distant(wave, rng):
    """The piece through a random equaliser of +-6 dB and noise 15 to 30 dB below."""
    gain = 10 ** (np.interp(np.linspace(0, 1, 33), np.linspace(0, 1, 7), rng.uniform(-6, 6, 7)) / 20)
    out = np.convolve(wave, scipy.signal.firwin2(201, np.linspace(0, 1, 33), gain), "same")
    noise = rng.normal(size=len(out)) * 10 ** (-rng.uniform(15, 30) / 20) * out.std()
    return (out + noise).astype(np.float32)


def halves_far():
    """librispeech-halves of the developers' part with each recording through `distant`: ({key: speech}, {set: trials})."""
    rng = np.random.default_rng(9)
    rows = data.trials()["librispeech-halves"]
    paths = sorted({p for r in rows for p in r[0] + (r[1],)})
    own = data.evaluation_speech()
    return {p: distant(own[p], rng) for p in paths}, {"halves-far": rows}


def cut():
    """({key: speech}, {set: trials})."""
    rng = np.random.default_rng(5)
    speech, sets = {}, {"halves": [], "short": [], "words": [], "sessions": [], "far": []}
    own, left_out = {}, held_out()
    for name, speaker, wave in data.train_utterances():
        if (name, speaker) in left_out:
            own.setdefault((name, speaker), []).append(wave)
    models = {k: [] for k in sets}
    for (name, speaker), waves in own.items():

        def put(kind, enrol, tests):
            for i, w in enumerate(enrol + tests):
                speech[f"{kind}/{speaker}/{i}"] = w
            paths = [f"{kind}/{speaker}/{i}" for i in range(len(enrol) + len(tests))]
            models[kind].append((speaker, tuple(paths[: len(enrol)]), paths[len(enrol) :]))

        if name == "librispeech":
            w = max(waves, key=len)
            half = len(w) // 2
            if len(w) > 5 * RATE:
                n = min(half, int(4.5 * RATE))
                put("halves", [w[:n]], [w[-n:]])
                put("short", pieces(w[:half], 1.5, 3, rng), pieces(w[half:], 1.0, 3, rng))
                made = [distant(p, rng) for p in pieces(w[:half], 1.5, 3, rng) + pieces(w[half:], 1.5, 3, rng)]
                put("far", made[:3], made[3:])
            if len(waves) > 3:
                pick = [waves[i] for i in rng.permutation(len(waves))[:10]]
                put("sessions", pieces(pick[0], 2, 3, rng), [pieces(x, 2, 1, rng)[0] for x in pick[1:]])
        else:
            pick = [waves[i] for i in rng.permutation(len(waves))[:36]]
            put("words", pick[:6], pick[6:])
    for kind, rows in models.items():
        for who, enrol, _ in rows:
            sets[kind] += [(enrol, t, who == other, who, other) for other, _, tests in rows for t in tests]
    return speech, sets
