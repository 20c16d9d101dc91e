"""XAS beside Larch in one run: AUTOBK of a series, on a new grid, the chain of a time-resolved series, the Cauchy wavelet, a fit of four paths, a cold start.

Part of `./bench peers`; alone by `./bench xas`. Both sides get the same files. Ours is run twice, with AVX-512 (where the machine has it) and with 256-bit
registers. The table says how far the answers lie apart; a ratio is printed only where they agree. Larch 0.9.58 (Debian) weighs its clamps ten times as heavily as the Larch of 2026,
which ours follows, so χ(k) is compared without clamps. Larch of 2026 cannot be had from a package: its recorded times stand in a column of their own.
"""
import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

FRAMES = 1000
CU_EDGE, PD_EDGE = 8980.5, 24341.65804
GOALS = {"autobk_series": 2000, "autobk_new_grid": 60, "pd_chain": 300, "cauchy_wavelet": 30, "feffit_4path": 50}
TITLES = {
    "autobk_series": "AUTOBK, high clamp, 1000 frames on one grid, a frame",
    "autobk_series_both_clamps": "AUTOBK, both clamps, 1000 frames on one grid, a frame",
    "autobk_series_no_clamp": "AUTOBK, no clamps, 1000 frames on one grid, a frame",
    "autobk_new_grid": "AUTOBK, one spectrum on a new grid",
    "pd_chain": "Pd/ZnO: to the common grid, normalise, AUTOBK, FT, a frame (kernels)",
    "pd_stages": "Pd/ZnO: normalise, AUTOBK, FT, a frame (steps through the engine)",
    "normalize": "normalise, E0 and ranges given",
    "fourier": "forward transform",
    "one_spectrum": "normalise, AUTOBK, FT of single Cu spectra, grid kept",
    "chain_stages": "the same, 1000 frames as steps through the engine",
    "cauchy_wavelet": "Cauchy wavelet, R to 6 Å",
    "feffit_4path": "fit of 4 paths, 6 variables",
}
# Larch's operation for each of ours, and the same operation in recorded_larch_new.jsonl.
THEIRS = {
    "autobk_series": ("autobk", "autobk"),
    "autobk_series_both_clamps": ("autobk", "autobk"),
    "autobk_series_no_clamp": ("autobk_no_clamp", None),
    "autobk_new_grid": ("autobk", "autobk"),
    "pd_chain": ("pd_chain", None),
    "pd_stages": ("pd_chain", None),
    "normalize": ("pre_edge", "pre_edge_explicit"),
    "fourier": ("xftf", "xftf"),
    "one_spectrum": ("full_chain", "full_chain_pre_autobk_ft"),
    "chain_stages": ("full_chain", "full_chain_pre_autobk_ft"),
    "cauchy_wavelet": ("cauchy_wavelet", "cauchy_wavelet_rmax6"),
    "feffit_4path": ("feffit_4path", "feffit_4path_R_6var"),
}

# Runs under the interpreter that has Larch: times to the standard output, answers to files.
LARCH = r'''
import os
for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[v] = "1"
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, larch
from larch import Group
from larch.fitting import param, param_group
from larch.xafs import autobk, cauchy_wavelet, feffit, feffit_dataset, feffit_transform, feffpath, pre_edge, xftf
folder, reference, cu_edge, pd_edge = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
read = lambda name: np.fromfile(f"{folder}/{name}.f64")
write = lambda name, values: np.asarray(values, float).tofile(f"{folder}/larch_{name}.f64")
times = {}
def bench(name, work, rounds=7, inner=1):
    work()
    best = []
    for _ in range(rounds):
        begin = time.thread_time()
        for _ in range(inner):
            work()
        best.append((time.thread_time() - begin) / inner)
    times[name] = 1e6 * min(best)
CU = dict(e0=cu_edge, pre1=-190, pre2=-55, norm1=150, norm2=1160, nnorm=2, nvict=0)
BK = dict(rbkg=1.0, kmin=0, kmax=16, kweight=1, dk=0.1, win="hanning", nclamp=3, clamp_lo=0, clamp_hi=1, nfft=2048, kstep=0.05)
FT = dict(kmin=3, kmax=14, kweight=2, dk=1, dk2=1, window="hanning", rmax_out=10, nfft=2048, kstep=0.05)
e = read("cu_energy"); frames = read("cu_mu").reshape(-1, len(e))
g = Group(energy=e, mu=frames[0]); pre_edge(g, **CU); step = g.edge_step
def background(y, **more):
    out = Group(energy=e, mu=y, e0=cu_edge, edge_step=step); autobk(out, calc_uncertainties=False, **dict(BK, **more)); return out
bench("autobk", lambda: background(frames[1]), inner=3)
bench("autobk_no_clamp", lambda: background(frames[1], nclamp=0), inner=3)
write("no_clamp", [background(y, nclamp=0).chi for y in frames[:8]])
def full():
    out = Group(energy=e, mu=frames[2]); pre_edge(out, **CU); autobk(out, calc_uncertainties=False, **BK); xftf(out, **FT)
bench("full_chain", full, inner=3)
bench("pre_edge", lambda: pre_edge(Group(energy=e, mu=frames[2]), **CU), inner=10)
chi = read("wavelet_chi"); k = 0.05 * np.arange(len(chi))
bench("xftf", lambda: xftf(Group(k=k, chi=chi), **FT), inner=50)
def wavelet():
    out = Group(k=k, chi=chi); cauchy_wavelet(out, kweight=2, rmax_out=6, nfft=2048); return out
bench("cauchy_wavelet", wavelet)
write("cauchy_wavelet", wavelet().wcauchy_mag)
grid, shift = read("pd_energy"), read("pd_shift"); raw = read("pd_mu").reshape(-1, len(grid))
PD = dict(e0=pd_edge, pre1=-120, pre2=-40, norm1=60, norm2=380, nnorm=1, nvict=0)
def series(f, nclamp=3):
    out = Group(energy=grid, mu=np.interp(grid, grid + shift[f], raw[f]))
    pre_edge(out, **PD)
    autobk(out, e0=pd_edge, calc_uncertainties=False, **dict(BK, kmax=None, nclamp=nclamp))
    xftf(out, **dict(FT, kmax=9))
    return out
bench("pd_chain", lambda: [series(f) for f in range(8)], rounds=5)
times["pd_chain"] /= 8
write("pd_chain_re", [series(f).chir_re for f in range(8)])
def fit():
    pg = param_group(amp=param(0.9, vary=True), de0=param(2.0, vary=True), dr1=param(0.0, vary=True), s1=param(0.004, vary=True), dr2=param(0.0, vary=True), s2=param(0.007, vary=True))
    paths = [feffpath(f"{reference}/feff/ZnO_wurtzite/feff000{i}.dat", s02="amp", e0="de0", sigma2="s1" if i <= 2 else "s2", deltar="dr1" if i <= 2 else "dr2") for i in (1, 2, 3, 4)]
    tr = feffit_transform(kmin=3, kmax=11, kweight=2, dk=1, window="hanning", rmin=1.0, rmax=3.3)
    data = Group(k=zno.k, chi=zno.chi)
    try:
        ds = feffit_dataset(data=data, paths=paths, transform=tr)
    except TypeError:
        ds = feffit_dataset(data=data, pathlist=paths, transform=tr)
    return feffit(pg, ds)
ez, mz = np.loadtxt(f"{reference}/inputs/zno.csv", delimiter=",", skiprows=1).T
zno = Group(energy=ez, mu=mz); pre_edge(zno, e0=9664.498); autobk(zno, **dict(BK, kmax=12, kweight=2))
bench("feffit_4path", fit, rounds=3)
print(json.dumps(dict(version=larch.__version__, microseconds=times)))
'''

COLD = """
import sys, numpy as np
from larch import Group
from larch.xafs import pre_edge, autobk, xftf
e, m = np.loadtxt(sys.argv[1], delimiter=',', skiprows=1).T
g = Group(energy=e, mu=m); pre_edge(g); autobk(g); xftf(g, kmin=3, kmax=14, kweight=2, dk=1, window='hanning')
np.savetxt(sys.argv[2], np.array([g.r, g.chir_mag]).T)
"""


class Draws:
    """Normal numbers without numpy: the generator of the peers' spectra."""

    def __init__(self, state):
        self.state = state

    def normal(self):
        total = 0.0
        for _ in range(12):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
            total += (self.state >> 11) * 2.0**-53
        return total - 6


def write(folder, name, values):
    import array

    (folder / f"{name}.f64").write_bytes(array.array("d", values).tobytes())


def read(folder, name):
    import array

    values = array.array("d")
    values.frombytes((folder / f"{name}.f64").read_bytes())
    return values


def inputs(shared, folder):
    """A copper foil under noise of its own in every frame; the real Pd/ZnO frames four times, each on energies shifted by its own drift."""
    draws = Draws(20260101)
    rows = [tuple(map(float, line.split(","))) for line in (shared / "reference/xas/inputs/cu_metal_rt.csv").read_text().splitlines()[1:]]
    write(folder, "cu_energy", [r[0] for r in rows])
    write(folder, "cu_mu", [r[1] + 2e-4 * draws.normal() for _ in range(FRAMES) for r in rows])
    about = json.loads((shared / "reference/xas/dxas_pdzno_series.json").read_text())
    a, centre, n = about["cal"], about["ip"], about["n_pixels"]
    energy = [about["e0_ref"] + a[0] + a[1] * (p - centre) + a[2] * (p - centre) ** 2 for p in range(1024)]
    first = min(range(1024), key=lambda p: abs(energy[p] - about["e_first_last"][0]))
    with gzip.open(shared / "corpus/xas/demeter/dispersive/PhotonFactory/PdZnO02_mt.CSV.gz", "rt") as text:
        pixels = [[float(v) for v in line.split(",")[1:] if v.strip()] for line in text.readlines()[1:] if "," in line][::-1]
    count = len(pixels[0])
    write(folder, "pd_energy", energy[first : first + n])
    write(folder, "pd_shift", [0.3 * draws.normal() for _ in range(FRAMES)])
    write(folder, "pd_mu", [pixels[p][f % count] for f in range(FRAMES) for p in range(first, first + n)])


def ours(program, folder):
    """Each width of register that the machine has: bits -> times. The wider one runs last and leaves its answers."""
    runs = {}
    for more in ({"DOTNET_EnableAVX512": "0"}, {}):
        done = subprocess.run(["dotnet", str(program), "xas", str(folder)], env=os.environ | more, check=True, text=True, stdout=subprocess.PIPE)
        answers = json.loads(done.stdout)
        runs[answers["bits"]] = answers
    return runs


def larch(python, shared, folder, say):
    if python is None:
        say("Larch is missing: apt-get install --no-install-recommends python3-xraylarch")
        return None
    done = subprocess.run(
        [python, "-W", "ignore", "-c", LARCH, folder, shared / "reference/xas", str(CU_EDGE), str(PD_EDGE)], text=True, capture_output=True
    )
    if done.returncode != 0:
        say(f"Larch ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
        return None
    return json.loads([line for line in done.stdout.splitlines() if line.startswith("{")][-1])


def difference(folder, name, theirs, weight=lambda i: 1.0, points=None, per=None):
    """Root mean square of what lies between the answers, over that of Larch's. `per` values of each of our frames are compared with `points` of theirs."""
    a, b = read(folder, name), read(folder, "larch_" + theirs)
    if per:
        a = [a[f * per + i] for f in range(len(b) // points) for i in range(points)]
    n = points or len(b)
    square = sum((weight(i % n) * (x - y)) ** 2 for i, (x, y) in enumerate(zip(a, b)))
    size = sum((weight(i % n) * y) ** 2 for i, y in enumerate(b))
    return (square / size) ** 0.5


def agreements(folder):
    """Operation -> difference from Larch and the most that may be."""
    points = len(read(folder, "larch_no_clamp")) // 8
    k2 = lambda i: (0.05 * i) ** 2
    chi = difference(folder, "autobk_series_no_clamp", "no_clamp", k2, points, points)
    pd = len(read(folder, "larch_pd_chain_re")) // 8
    return {
        **dict.fromkeys(("autobk_series", "autobk_series_no_clamp", "autobk_series_both_clamps", "autobk_new_grid"), (chi, 1e-5, "k²χ without clamps")),
        "cauchy_wavelet": (difference(folder, "cauchy_wavelet", "cauchy_wavelet"), 1e-12, "W"),
        "pd_chain": (difference(folder, "pd_chain_re", "pd_chain_re", points=pd, per=pd), 2e-2, "Re χ(R), clamps of two versions"),
    }


def cold_starts(python, spectra, scan, folder):
    """Wall seconds of a process from nothing to a file, fastest of five: ours, Larch's."""
    commands = [["dotnet", spectra, "apply", "xas.fourier", scan, "-o", folder / "cold.csv"]]
    if python:
        commands.append([python, "-W", "ignore", "-c", COLD, scan, folder / "cold.txt"])
    times = []
    for command in commands:
        best = float("inf")
        for _ in range(5 if len(times) == 0 else 3):
            begin = time.perf_counter()
            subprocess.run(list(map(str, command)), check=True, capture_output=True)
            best = min(best, time.perf_counter() - begin)
        times.append(best)
    return times


def table(shared, binaries, python, say):
    """Lines of the page."""
    with tempfile.TemporaryDirectory(prefix="spectra-xas-") as name:
        folder = pathlib.Path(name)
        say("XAS: making the series ...")
        inputs(shared, folder)
        say("our kernels, both widths ...")
        runs = ours(binaries / "Benchmarks" / "release" / "Benchmarks.dll", folder)
        say("Larch ...")
        peer = larch(python, shared, folder, say)
        same = agreements(folder) if peer else {}
        say("cold starts ...")
        cold = cold_starts(python, binaries / "SpectraPipeline.Cli" / "release" / "spectra.dll", shared / "reference/xas/inputs/cu_metal_rt.csv", folder)
    recorded = {}
    for line in (shared / "bench/recorded_larch_new.jsonl").read_text().splitlines():
        entry = json.loads(line)
        recorded[entry["op"]] = 1e3 * entry.get("cpu_ms_min", entry["cpu_ms_median"])
    wide, narrow = runs[max(runs)], runs.get(256)
    lines = [
        f"{wide['machine']}; load {wide['load']:.1f}. Larch {peer['version'] if peer else 'not run'}, same spectra; CPU time of one thread, fastest round, µs.",
        "",
        "| operation | Larch | ours | 256-bit registers | Larch / ours | goal | recorded Larch 2026 / ours | apart from Larch |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for op, title in TITLES.items():
        their, new = THEIRS[op]
        theirs = peer["microseconds"].get(their) if peer else None
        mine = wide["microseconds"].get(op)
        half = narrow["microseconds"].get(op) if narrow else None
        apart, most, what = same.get(op, (0.0, 1.0, ""))
        ratio = "" if not (theirs and mine) else f"{theirs / mine:.0f}" if apart <= most else "answers differ"
        against = f"{recorded[new] / mine:.0f}" if new in recorded and mine else ""
        show = lambda v: "" if v is None else f"{v:.0f}" if v >= 1000 else f"{v:.3g}"
        lines.append(f"| {title} | {show(theirs)} | {show(mine)} | {show(half)} | {ratio} | {GOALS.get(op, '')} | {against} | {f'{what} {apart:.0e}' if what else ''} |")
    lines += ["", f"From a cold start to χ(R) of one scan in a file, wall time of the process: ours {cold[0]:.2f} s" + (f", Larch {cold[1]:.2f} s." if len(cold) > 1 else ".")]
    return lines
