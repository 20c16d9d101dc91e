"""airPLS with scipy's banded solver, timed the way peer_vibrational.py times its other baselines, on the same spectrum. Started by compare.py with the peers' folder."""
import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import numpy as np
import peer_vibrational as peer
from scipy.linalg import solveh_banded

LAMBDA, TOLERANCE, REPETITIONS = 1e6, 1e-3, 50


def banded_airpls(y):
    """Baseline and number of solutions; Zhang, Chen, Liang, Analyst 135 (2010) 1138, t held at 50."""
    stiffness = peer.penalty(len(y), LAMBDA)
    weights = np.ones_like(y)
    size = np.abs(y).sum()
    for t in range(1, REPETITIONS + 2):
        system = stiffness.copy()
        system[2] += weights
        z = solveh_banded(system, weights * y, overwrite_ab=True, check_finite=False)
        residual = y - z
        below = residual < 0
        depth = -residual[below].sum()
        if np.count_nonzero(below) < 2 or depth < TOLERANCE * size:
            break
        weights = np.zeros_like(y)
        weights[below] = np.exp(min(t, 50) / depth * -residual[below])
    return z, t


for points in (1000, 2000):
    _, y = peer.spectrum(points)
    peer.emit(f"banded_airpls_{points}", lambda: banded_airpls(y), 41, post=lambda r: dict(iters=r[1], **peer.chk(r[0])))
