"""Writes trained weights as the ONNX file that the reader loads.  python3 export.py weights.npz ../zone-line.onnx"""
import hashlib
import sys

import numpy as np
import torch

from lines import STRIP_HEIGHT
from net import ZoneLine


def main(weights, target):
    net = ZoneLine()
    net.load_state_dict({k: torch.from_numpy(v) for k, v in np.load(weights).items()})
    net.eval()
    torch.onnx.export(
        net,
        torch.zeros(2, 1, STRIP_HEIGHT, 512),
        target,
        input_names=["strips"],
        output_names=["scores"],
        dynamic_axes={"strips": {0: "batch", 3: "width"}, "scores": {0: "batch", 1: "steps"}},
        opset_version=13,
    )
    print(hashlib.sha256(open(target, "rb").read()).hexdigest())


if __name__ == "__main__":
    main(*sys.argv[1:])
