"""The net that reads a strip: convolutions down to one row, then along the line. Input (batch, 1, 24, width), output (batch, width / 4, 38)."""
import torch.nn as nn

from lines import BLANK


class Step(nn.Module):
    """A residual pair of convolutions; `stride` shrinks (height, width)."""

    def __init__(self, before, after, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(inplace=True),
            nn.Conv2d(after, after, 3, 1, 1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.past = nn.Sequential(nn.Conv2d(before, after, 1, stride, 0, bias=False), nn.BatchNorm2d(after))
        self.end = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.end(self.body(x) + self.past(x))


class Along(nn.Module):
    """Looks at neighbouring characters: depthwise over `reach` steps, then across channels."""

    def __init__(self, channels, reach, dilation):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, (1, reach), 1, (0, reach // 2 * dilation), (1, dilation), groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, 2 * channels, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return x + self.body(x)


class ZoneLine(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Sequential(
            nn.Conv2d(1, 16, 3, (2, 2), 1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
            Step(16, 28, (2, 1)),
            Step(28, 56, (2, 2)),
            nn.Conv2d(56, 112, (3, 1), bias=False),
            nn.BatchNorm2d(112),
            nn.ReLU(inplace=True),
        )
        self.read = nn.Sequential(Along(112, 5, 1), Along(112, 5, 2), Along(112, 5, 1))
        self.name = nn.Conv2d(112, BLANK + 1, 1)

    def forward(self, strips):
        return self.name(self.read(self.look(strips))).squeeze(2).transpose(1, 2)
