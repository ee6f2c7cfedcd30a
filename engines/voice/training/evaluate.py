"""Equal error rates on the developers' recordings.  python3 evaluate.py speaker.npz

An embedder is any function from a speech waveform to a vector. Enrolment of several recordings is the mean of the normalised
vectors, normalised; the score is the cosine, raw or normalised by a cohort (S-norm), as the product does.
"""
import sys

import numpy as np

import data

HARD = ("lt-speech-commands", "urdu", "ravdess", "emodb")


def eer(scores, same, weight=None):
    """Where false rejections and false acceptances are equal, interpolated between thresholds."""
    weight = np.ones(len(scores)) if weight is None else weight
    order = np.argsort(-scores, kind="stable")
    s, w = same[order], weight[order]
    accepted_false = np.concatenate([[0], np.cumsum(w * ~s)]) / max(np.sum(w * ~s), 1e-9)
    rejected = 1 - np.concatenate([[0], np.cumsum(w * s)]) / max(np.sum(w * s), 1e-9)
    gap = accepted_false - rejected
    i = int(np.argmax(gap >= 0))
    if i == 0:
        return float(rejected[0])
    t = -gap[i - 1] / max(gap[i] - gap[i - 1], 1e-12)
    return float(rejected[i - 1] + t * (rejected[i] - rejected[i - 1]))


def bootstrap(scores, rows, rounds=1000, seed=7):
    """`rounds` EERs, each over speakers drawn with replacement."""
    names = sorted({r[3] for r in rows} | {r[4] for r in rows})
    at = {n: i for i, n in enumerate(names)}
    a = np.array([at[r[3]] for r in rows])
    b = np.array([at[r[4]] for r in rows])
    same = np.array([r[2] for r in rows])
    rng = np.random.default_rng(seed)
    out = []
    while len(out) < rounds:
        count = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names)).astype(float)
        weight = np.where(same, count[a], count[a] * count[b])
        if weight[same].sum() and weight[~same].sum():
            out.append(eer(scores, same, weight))
    return np.array(out)


def interval(draws):
    low, high = 100 * np.percentile(draws, [2.5, 97.5])
    return f"[{low:.1f}, {high:.1f}]"


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)


def normaliser(cohort):
    """S-norm: the mean and spread of what each side scores with the strangers of the cohort."""

    def stats(x):
        score = x @ cohort.T
        return score.mean(1), np.maximum(score.std(1), 1e-3)

    return stats


def scored(vectors, rows, cohort=None):
    """One score a trial."""
    model = np.stack([unit(np.mean([vectors[p] for p in r[0]], axis=0)) for r in rows])
    test = np.stack([vectors[r[1]] for r in rows])
    raw = np.sum(model * test, axis=1)
    if cohort is None:
        return raw
    stats = normaliser(cohort)
    (me, se), (mt, st) = stats(model), stats(test)
    return 0.5 * ((raw - me) / se + (raw - mt) / st)


def report(vectors, cohort=None, intervals=False, trials=None):
    """{set: eer} of `trials` (the developers' recordings), with the mean of the four hard sets as `hard`."""
    vectors = {p: unit(v) for p, v in vectors.items()}
    out, draws = {}, {}
    for name, rows in (trials or data.trials()).items():
        same = np.array([r[2] for r in rows])
        s = scored(vectors, rows, cohort)
        out[name] = eer(s, same)
        if intervals:
            draws[name] = bootstrap(s, rows)
            speakers = len({r[3] for r in rows})
            counts = f"{speakers} speakers, {same.sum()} same, {(~same).sum()} different"
            print(f"{name:24s} {100 * out[name]:5.1f} % {interval(draws[name])}  {counts}")
    if not trials:
        out["hard"] = float(np.mean([out[n] for n in HARD]))
        out["singles"] = singles(vectors)
        if intervals:
            print(f"mean of the hard sets    {100 * out['hard']:5.1f} % {interval(np.mean([draws[n] for n in HARD], axis=0))}")
    return out


def singles(vectors):
    """Mean over the hard sets of the EER of every single recording against every other: coarser trials, but many more."""
    out = []
    for name in HARD:
        who = {}
        for enrol, test, same, model, tested in data.trials()[name]:
            who.update({p: model for p in enrol})
            who[test] = tested
        paths = sorted(who)
        x = unit(np.stack([vectors[p] for p in paths]))
        owner = np.array([who[p] for p in paths])
        i, j = np.triu_indices(len(paths), 1)
        out.append(eer((x @ x.T)[i, j], owner[i] == owner[j]))
    return float(np.mean(out))


def line(result):
    short = {"librispeech-halves": "halves", "lt-speech-commands": "lt", "arabic-speech-commands": "arabic"}
    keys = ["librispeech-halves", "hard", "singles", *HARD, "arabic-speech-commands", "fsdd", "halves", "short", "words", "sessions", "far", "halves-far"]
    return "  ".join(f"{short.get(k, k)} {100 * result[k]:.1f}" for k in keys if k in result)


def main(weights):
    import inner
    import joint
    import train

    embed = train.embedder(joint.load(weights))
    vectors = {p: embed(w) for p, w in data.evaluation_speech().items()}
    far, far_trials = inner.halves_far()
    far = {p: embed(w) for p, w in far.items()}
    for label, crowd in (("raw cosine", None), ("S-norm", train.cohort(embed, train.speakers(False)[1]))):
        print(label)
        print(line(report(vectors, crowd, intervals=True)))
        report(far, crowd, intervals=True, trials=far_trials)
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
