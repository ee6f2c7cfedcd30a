"""The classical branch: a Gaussian mixture's mean shifts, projected by LDA that is trained on the virtual speakers.

A universal background model of cepstra and their slopes; how far a recording pulls each component's mean (relevance MAP), and
of that the directions that part the classes best. All of it is convolutions and matrix products, so it goes into the ONNX.
"""
import numpy as np
import scipy.fft
import scipy.linalg
import torch
from sklearn.mixture import GaussianMixture
from torch import nn

from features import BANDS

CEPSTRA = 20


class Mixture(nn.Module):
    """[batch, BANDS, frames] to [batch, size]."""

    def __init__(self, components=64, size=96, relevance=4.0):
        super().__init__()
        dims = 2 * CEPSTRA
        basis = scipy.fft.dct(np.eye(BANDS), norm="ortho", axis=0)[1 : CEPSTRA + 1]
        slope = np.array([-2, -1, 0, 1, 2]) / 10
        kernel = np.concatenate([basis[:, :, None] * np.eye(5)[2], basis[:, :, None] * slope])
        self.register_buffer("kernel", torch.from_numpy(kernel).float())
        for name in ("linear", "square", "means", "scale"):
            self.register_buffer(name, torch.zeros(components, dims))
        self.register_buffer("constant", torch.zeros(components))
        self.register_buffer("offset", torch.zeros(components * dims))
        self.register_buffer("project", torch.zeros(components * dims, size))
        self.relevance = relevance

    def cepstra(self, x):
        """[batch, 2 CEPSTRA, frames - 4]"""
        return nn.functional.conv1d(x, self.kernel)

    def shifts(self, x):
        c = self.cepstra(x)
        log = torch.matmul(self.linear, c) + torch.matmul(self.square, c * c) + self.constant[:, None]
        share = torch.softmax(log, 1)
        count = share.sum(2, keepdim=True)
        first = torch.matmul(share, c.transpose(1, 2)) - count * self.means
        return (first * self.scale / (count + self.relevance)).flatten(1)

    def forward(self, x):
        return torch.matmul(self.shifts(x) - self.offset, self.project)

    def fit(self, draw, seed, background=12, batches=130, shrink=0.5, rank=400):
        """`draw` gives (features, class) batches."""
        with torch.no_grad():
            flat = lambda x: self.cepstra(x).transpose(1, 2).reshape(-1, 2 * CEPSTRA).numpy()
            frames = np.concatenate([flat(draw()[0]) for _ in range(background)])
            frames = frames[np.random.default_rng(seed).permutation(len(frames))[:100000]]
            model = GaussianMixture(
                len(self.means), covariance_type="diag", max_iter=30, reg_covar=1e-3, random_state=seed, init_params="random_from_data"
            ).fit(frames)
            m, v = model.means_, model.covariances_
            put = lambda name, value: getattr(self, name).copy_(torch.from_numpy(np.asarray(value)))
            put("linear", m / v)
            put("square", -0.5 / v)
            put("constant", np.log(model.weights_) - 0.5 * np.sum(np.log(v) + m * m / v, axis=1))
            put("means", m)
            put("scale", 1 / np.sqrt(v))
            drawn = [draw() for _ in range(batches)]
            x = np.concatenate([self.shifts(x).numpy() for x, _ in drawn])
            label = np.concatenate([k.numpy() for _, k in drawn])
            offset, project = discriminant(x, label, self.project.shape[1], shrink, rank)
            put("offset", offset)
            put("project", project)


def discriminant(x, label, size, shrink, rank):
    """LDA in the first `rank` principal directions, the within-class covariance shrunk towards a sphere."""
    offset = x.mean(0)
    x = x - offset
    total = x.T @ x / len(x)
    kinds, counts = np.unique(label, return_counts=True)
    means = np.stack([x[label == k].mean(0) for k in kinds])
    within = (total - (means * counts[:, None]).T @ means / len(x)) * len(x) / (len(x) - len(kinds))
    basis = np.linalg.eigh(total)[1][:, ::-1][:, :rank]
    within, total = basis.T @ within @ basis, basis.T @ total @ basis
    within = within + shrink * np.trace(within) / rank * np.eye(rank)
    return offset, basis @ scipy.linalg.eigh(total, within)[1][:, ::-1][:, :size]
