"""What is shipped: the nets and the mixture side by side, each normalised and weighed, projected to one embedding."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from mixture import Mixture
from net import SpeakerNet

SIZE = 192
WEIGHTS = (1.0, 1.0, 1.2)
WIDTHS = ((24, 48, 96), (16, 32, 64))


class Joint(nn.Module):
    """[batch, BANDS, frames] to [batch, SIZE]."""

    def __init__(self):
        super().__init__()
        self.nets = nn.ModuleList([SpeakerNet(w) for w in WIDTHS])
        self.mixture = Mixture()
        total = sum(n.embed.out_features for n in self.nets) + self.mixture.project.shape[1]
        self.register_buffer("project", torch.zeros(total, SIZE))

    def parts(self, x):
        vectors = [n(x) for n in self.nets] + [self.mixture(x)]
        return torch.cat([w * F.normalize(v, dim=1) for w, v in zip(WEIGHTS, vectors)], 1)

    def forward(self, x):
        return torch.matmul(self.parts(x), self.project)

    def fit_projection(self, draw, batches=30):
        """The directions of most energy, so that inner products stay what they were."""
        with torch.no_grad():
            x = np.concatenate([self.parts(draw()[0]).numpy() for _ in range(batches)])
            values, vectors = np.linalg.eigh(x.T @ x)
            self.project.copy_(torch.from_numpy(vectors[:, ::-1][:, :SIZE].copy()))
        return float(values[::-1][:SIZE].sum() / values.sum())


def load(path):
    with np.load(path) as f:
        joint = Joint()
        joint.load_state_dict({k: torch.from_numpy(f[k]) for k in f.files})
    return joint.eval()
