"""The classical baseline: MFCC, GMM-UBM and i-vector with LDA and PLDA, trained on the same speakers as the net.

python3 baseline.py tune     tries settings on the inner validation (a quarter of the training speakers left out)
python3 baseline.py final    trains the settings named in FINAL on all training speakers and measures
"""
import itertools
import sys

import numpy as np
import scipy.fft
import scipy.linalg
from sklearn.mixture import GaussianMixture

import data
import evaluate
import features
import inner

# What the inner validation chose of 192 systems; its back end is the i-vector with PLDA, without score normalisation.
FINAL = dict(ceps=20, delta=True, centre=False, components=64, rank=120, lda=100)


def mfcc(wave, ceps, delta, centre):
    """[frames, dims]: cepstra without the zeroth, with their slopes; `centre` removes each recording's mean."""
    x = np.log(np.maximum(features.power_spectrum(features.scaled(wave)) @ features.MEL.T, features.FLOOR))
    c = scipy.fft.dct(x, norm="ortho", axis=1)[:, 1 : ceps + 1]
    if centre:
        c = c - c.mean(0)
    if delta:
        p = np.pad(c, ((2, 2), (0, 0)), "edge")
        slope = (2 * (p[4:] - p[:-4]) + p[3:-1] - p[1:-3]) / 10
        c = np.concatenate([c, slope], 1)
    return c.astype(np.float32)


def pieces_of(utterances, cut=3 * features.RATE):
    """Recordings of about 3 s, so that training sees the length that is tested; words are joined in fours."""
    out, words = [], {}
    for name, speaker, wave in utterances:
        if name == "librispeech":
            n = max(1, round(len(wave) / cut))
            out += [(speaker, p) for p in np.array_split(wave, n)]
        else:
            words.setdefault(speaker, []).append(wave)
    for speaker, waves in words.items():
        out += [(speaker, w) for w in waves[::4]]
        out += [(speaker, np.concatenate(waves[i : i + 4])) for i in range(0, len(waves) - 3, 8)]
    return out


def background(frames, components, seed=1):
    rng = np.random.default_rng(seed)
    x = np.concatenate(frames)
    x = x[rng.permutation(len(x))[:100000]]
    return GaussianMixture(
        components, covariance_type="diag", max_iter=30, reg_covar=1e-3, random_state=seed, init_params="random_from_data"
    ).fit(x)


def statistics(ubm, x):
    """Occupation [C] and the centred, whitened first order [C, D]."""
    posterior = ubm.predict_proba(x)
    n = posterior.sum(0)
    return n, (posterior.T @ x - n[:, None] * ubm.means_) / np.sqrt(ubm.covariances_)


def total_variability(stats, rank, rounds=8, seed=1):
    n = np.stack([s[0] for s in stats])
    f = np.stack([s[1] for s in stats])
    c, d = f.shape[1:]
    t = np.random.default_rng(seed).normal(0, 0.1, (c, d, rank))
    for _ in range(rounds):
        w, second = ivectors(t, n, f, True)
        outer = np.einsum("uc,urs->crs", n, second, optimize=True) + 1e-3 * np.eye(rank)
        cross = np.einsum("ucd,ur->cdr", f, w, optimize=True)
        t = np.stack([np.linalg.solve(outer[i], cross[i].T).T for i in range(c)])
    return t


def ivectors(t, n, f, moments=False):
    rank = t.shape[2]
    gram = np.einsum("cdr,cds->crs", t, t, optimize=True)
    precision = np.eye(rank) + np.einsum("uc,crs->urs", n, gram, optimize=True)
    right = np.einsum("ucd,cdr->ur", f, t, optimize=True)
    cov = np.linalg.inv(precision)
    w = np.einsum("urs,us->ur", cov, right)
    return (w, cov + w[:, :, None] * w[:, None]) if moments else w


def scatter(x, labels):
    """Between- and within-speaker covariances."""
    names = sorted(set(labels))
    labels = np.array(labels)
    means = np.stack([x[labels == k].mean(0) for k in names])
    weights = np.array([min(20, (labels == k).sum()) for k in names], float)
    centred = means - np.average(means, axis=0, weights=weights)
    between = (centred * weights[:, None]).T @ centred / weights.sum()
    within = sum(np.cov(x[labels == k].T, bias=True) * w for k, w in zip(names, weights) if (labels == k).sum() > 1) / weights.sum()
    return between, within + 1e-4 * np.trace(within) / len(within) * np.eye(len(within))


class Back:
    """Centring, LDA, length normalisation and a two-covariance PLDA."""

    def __init__(self, x, labels, lda):
        self.mean = x.mean(0)
        x = evaluate.unit(x - self.mean)
        between, within = scatter(x, labels)
        values, vectors = scipy.linalg.eigh(between, within)
        self.project = vectors[:, ::-1][:, :lda]
        y = self.vector(x, False)
        b, w = scatter(y, labels)
        total = np.linalg.inv(b + w)
        inside = np.linalg.inv(b + w - b @ total @ b)
        self.q = total - inside
        self.p = total @ b @ inside

    def vector(self, x, raw=True):
        x = evaluate.unit(x - self.mean) if raw else x
        return evaluate.unit(x @ self.project)

    def score(self, a, b):
        """[len(a), len(b)] log likelihood ratios."""
        own = lambda x: 0.5 * np.sum((x @ self.q) * x, 1)
        return own(a)[:, None] + own(b)[None] + a @ self.p @ b.T


def normed(score, cohort, a, b, top=40):
    """AS-norm of a score matrix function."""
    raw = score(a, b)
    side = lambda s: (np.sort(s, 1)[:, -top:].mean(1), np.sort(s, 1)[:, -top:].std(1) + 1e-6)
    (ma, sa), (mb, sb) = side(score(a, cohort)), side(score(cohort, b).T)
    return 0.5 * ((raw - ma[:, None]) / sa[:, None] + (raw - mb[None]) / sb[None])


def measure(trials, vectors, score):
    """EER a set; `vectors` join an enrolment by its mean."""
    out = {}
    for name, rows in trials.items():
        enrol = sorted({r[0] for r in rows})
        tests = sorted({r[1] for r in rows})
        s = score(np.stack([np.mean([vectors[p] for p in e], axis=0) for e in enrol]), np.stack([vectors[t] for t in tests]))
        at, to = {e: i for i, e in enumerate(enrol)}, {t: i for i, t in enumerate(tests)}
        line = np.array([s[at[r[0]], to[r[1]]] for r in rows])
        out[name] = evaluate.eer(line, np.array([r[2] for r in rows])), line
    return out


def run(train, tests, ceps, delta, centre, components, ranks):
    """Yields (system, measured) of every back end that shares this front end."""
    front = lambda w: mfcc(w, ceps, delta, centre)
    labelled = pieces_of(train)
    labels = [s for s, _ in labelled]
    frames = [front(w) for _, w in labelled]
    ubm = background(frames, components)
    stats = [statistics(ubm, x) for x in frames]
    names = sorted(set(labels))
    held = [(trials, {k: statistics(ubm, front(w)) for k, w in speech.items()}) for speech, trials in tests]

    def cohort_of(x):
        return np.stack([x[[l == n for l in labels]].mean(0) for n in names])

    for relevance in (4, 16):
        # Linear scoring of MAP-adapted means: the shift of the model against the test's mean first-order statistic.
        shift = lambda s: np.concatenate([(s[1] / (s[0] + relevance)[:, None]).ravel(), s[1].ravel() / s[0].sum()])
        half = components * frames[0].shape[1]
        score = lambda a, b: a[:, :half] @ b[:, half:].T
        cohort = cohort_of(np.stack([shift(s) for s in stats]))
        for label, f in (("raw", score), ("as-norm", lambda a, b: normed(score, cohort, a, b))):
            result = [measure(t, {k: shift(s) for k, s in v.items()}, f) for t, v in held]
            yield dict(kind="gmm-ubm", relevance=relevance, norm=label), result
    for rank in ranks:
        t = total_variability(stats, rank)
        make = lambda ss: ivectors(t, np.stack([s[0] for s in ss]), np.stack([s[1] for s in ss]))
        x = make(stats)
        held_x = [(trials, dict(zip(v, make(list(v.values()))))) for trials, v in held]
        for lda in sorted({min(k, rank) for k in (30, 60, 100)}):
            back = Back(x, labels, lda)
            cohort = evaluate.unit(cohort_of(back.vector(x)))
            cosine = lambda a, b: evaluate.unit(a) @ evaluate.unit(b).T
            for kind, f in (("lda-cosine", cosine), ("plda", back.score)):
                for label, g in (("raw", f), ("as-norm", lambda a, b: normed(f, cohort, a, b))):
                    result = [measure(trials, {k: back.vector(y[None])[0] for k, y in v.items()}, g) for trials, v in held_x]
                    yield dict(kind="ivector-" + kind, rank=rank, lda=lda, norm=label), result


def main(mode):
    everyone = data.train_utterances()
    outer = (data.evaluation_speech(), data.trials())
    if mode == "tune":
        left_out = inner.held_out()
        train = [u for u in everyone if u[:2] not in left_out]
        grid = itertools.product((20,), (False, True), (False, True), (64, 256))
        tests = [inner.cut()]
    else:
        train, tests = everyone, [outer, inner.halves_far()]
        grid = [tuple(FINAL[k] for k in ("ceps", "delta", "centre", "components"))]
    for ceps, delta, centre, components in grid:
        for system, results in run(train, tests, ceps, delta, centre, components, (60, 120) if mode == "tune" else (FINAL["rank"],)):
            result = {k: v[0] for k, v in results[0].items()}
            if mode == "tune":
                result["mean"] = np.mean([result[k] for k in ("halves", "short", "words", "far")])
                print(f"{100 * result['mean']:.2f}", end="  ")
            else:
                result["hard"] = float(np.mean([result[n] for n in evaluate.HARD]))
                draws = {k: evaluate.bootstrap(v[1], outer[1][k]) for k, v in results[0].items()}
                hard = np.mean([draws[k] for k in evaluate.HARD], axis=0)
                result["halves-far"] = results[1]["halves-far"][0]
                print("halves", evaluate.interval(draws["librispeech-halves"]), "hard", evaluate.interval(hard), end="  ")
            print(evaluate.line(result), dict(ceps=ceps, delta=delta, centre=centre, components=components, **system), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
