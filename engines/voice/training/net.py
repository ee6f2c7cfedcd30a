"""The speaker net: a thin residual net over bands and time, attentive statistics, one linear layer."""
import torch
import torch.nn.functional as F
from torch import nn

from features import BANDS


class Block(nn.Module):
    def __init__(self, inward, outward, stride):
        super().__init__()
        self.a = nn.Conv2d(inward, outward, 3, stride, 1, bias=False)
        self.an = nn.BatchNorm2d(outward)
        self.b = nn.Conv2d(outward, outward, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(outward)
        plain = inward == outward and stride == (1, 1)
        self.short = nn.Identity() if plain else nn.Sequential(nn.Conv2d(inward, outward, 1, stride, bias=False), nn.BatchNorm2d(outward))

    def forward(self, x):
        y = self.bn(self.b(F.relu(self.an(self.a(x)))))
        return F.relu(y + self.short(x))


class SpeakerNet(nn.Module):
    """[batch, BANDS, frames] to [batch, size]; frames from about 40 up."""

    def __init__(self, widths=(24, 48, 96), depths=(2, 2, 2), frame=256, size=192):
        super().__init__()
        layers = [nn.Conv2d(1, widths[0], 3, (2, 1), 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
        inward = widths[0]
        for i, (width, depth) in enumerate(zip(widths, depths)):
            for j in range(depth):
                stride = (1, 1) if j else ((1, 2), (2, 2), (2, 1), (2, 1))[i]
                layers.append(Block(inward, width, stride))
                inward = width
        self.trunk = nn.Sequential(*layers)
        rows = BANDS // 2 // 2 ** (len(widths) - 1)
        self.frame = nn.Sequential(nn.Conv1d(inward * rows, frame, 1, bias=False), nn.BatchNorm1d(frame), nn.ReLU())
        self.attend = nn.Sequential(nn.Conv1d(frame, 64, 1), nn.Tanh(), nn.Conv1d(64, frame, 1))
        self.norm = nn.BatchNorm1d(2 * frame)
        self.embed = nn.Linear(2 * frame, size)

    def forward(self, x):
        h = self.trunk(x.unsqueeze(1))
        h = self.frame(h.flatten(1, 2))
        w = torch.softmax(self.attend(h), 2)
        mean = (w * h).sum(2)
        deviation = ((w * h * h).sum(2) - mean * mean).clamp(min=1e-4).sqrt()
        return self.embed(self.norm(torch.cat([mean, deviation], 1)))


class Margin(nn.Module):
    """Additive angular margin softmax over the (speaker, voice) classes."""

    def __init__(self, size, classes, scale=30.0):
        super().__init__()
        self.weight = nn.Parameter(F.normalize(torch.randn(classes, size)))
        self.scale = scale

    def forward(self, x, target, margin):
        cosine = (F.normalize(x) @ F.normalize(self.weight).t()).clamp(-0.999, 0.999)
        own = cosine.gather(1, target[:, None])
        pushed = torch.cos(torch.acos(own) + margin)
        logits = cosine.scatter(1, target[:, None], pushed)
        return F.cross_entropy(self.scale * logits, target)
