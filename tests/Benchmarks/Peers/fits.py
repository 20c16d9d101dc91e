"""Fits of pseudo-Voigt bands beside scipy's trust region, lmfit, MINPACK and Ceres TinySolver: times, evaluations, sums of squares.

Part of `./bench peers`; alone by `./bench fits`. Ours is run twice, with AVX-512 (where the machine has it) and with 256-bit registers. The compiled peers are
built from the shared bench/native_fit.cpp when g++ and their headers are there.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

# Hand count of what the arithmetic of a fit needs with AVX-512, microseconds (TARGETS.md of the shared bench folder).
LIMITS = {"1x140": 0.8, "3x400": 7.3, "6x1000": 44.0}
COMPILE = ["-Ofast", "-march=native", "-mprefer-vector-width=512", "-I/usr/include/eigen3"]
LINE = re.compile(
    r"(\d+) peaks (\d+) pt: cminpack lmder ([\d.]+) us/fit \(calls ([\d.]+), sum chi2 ([\d.e+-]+)\) ; "
    r"Ceres TinySolver ([\d.]+) us/fit \(calls ([\d.]+), sum chi2 ([\d.e+-]+)\)"
)


def ours(program, folder):
    """Our fits with each width of register that the machine has: bits -> answers."""
    runs = {}
    for more in ({}, {"DOTNET_EnableAVX512": "0"}):
        done = subprocess.run(["dotnet", str(program), "fits", str(folder / "data")], env=os.environ | more, check=True, text=True, stdout=subprocess.PIPE)
        answers = json.loads(done.stdout)
        runs.setdefault(answers["bits"], answers)
    return runs


def compiled(source, folder, say):
    """The compiled peers on the files that ours wrote: size -> {peer: (microseconds, evaluations, sum of squares)}."""
    compiler = shutil.which("g++")
    if not compiler or not source.is_file():
        say("g++ or native_fit.cpp is missing, MINPACK and Ceres are left out (Debian: apt-get install g++ libceres-dev libcminpack-dev libeigen3-dev)")
        return {}
    built = subprocess.run([compiler, *COMPILE, str(source), "-o", str(folder / "native_fit"), "-lcminpack", "-lm"], capture_output=True, text=True)
    if built.returncode != 0:
        say(f"native_fit.cpp does not compile: {built.stderr.strip().splitlines()[:1]} (Debian: apt-get install libceres-dev libcminpack-dev libeigen3-dev)")
        return {}
    out = subprocess.run([folder / "native_fit"], cwd=folder, check=True, text=True, stdout=subprocess.PIPE).stdout
    found = {}
    for bands, points, *numbers in LINE.findall(out):
        n = [float(v) for v in numbers]
        found[f"{bands}x{points}"] = {"minpack": tuple(n[:3]), "ceres": tuple(n[3:])}
    return found


def table(results, program, source, say):
    """Lines of the page. `results` holds the Python peers' operations by name."""
    with tempfile.TemporaryDirectory(prefix="spectra-fits-") as name:
        folder = pathlib.Path(name)
        say("our fits, both widths ...")
        runs = ours(program, folder)
        say("MINPACK, Ceres ...")
        native = compiled(source, folder, say)
    wide = runs[max(runs)]
    lines = [
        "Bands x points, 4 parameters a band, no background; CPU time. Ours and the compiled ones: 500 draws of noise, fastest round; scipy and lmfit: median",
        "of the first draw. The limit is a count of the arithmetic for AVX-512.",
        "",
        "| bands | ours, µs | 256-bit registers | scipy TRF + J | lmfit | MINPACK | Ceres TinySolver | TRF / ours | Ceres / ours | limit | limit / ours |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    answers = [
        "",
        "| bands | evaluations: ours | TRF | lmfit | MINPACK | Ceres | χ² of the first draw: ours / TRF - 1 | Σχ² of all: ours / Ceres - 1 |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for size, mine in wide["cases"].items():
        bands = size.split("x")[0]
        trf, lmfit = results.get(f"scipy_lsq_trf_jac_{bands}peak_pv"), results.get(f"lmfit_{bands}peak_pv")
        peers = native.get(size, {})
        time = mine["microseconds"]
        half = runs[256]["cases"][size]["microseconds"] if 256 in runs else None
        trf_time, lmfit_time = (1e3 * line.get("cpu_ms", line.get("cpu_ms_median")) if line else None for line in (trf, lmfit))
        minpack, ceres = peers.get("minpack"), peers.get("ceres")
        chi = mine["chisqr"] / trf["chisqr"] - 1 if trf else None
        total = mine["sum_chisqr"] / ceres[2] - 1 if ceres else None
        # No ratio beside an answer that is worse than the peer's.
        cells = [
            size,
            number(time),
            number(half),
            number(trf_time),
            number(lmfit_time),
            number(minpack and minpack[0]),
            number(ceres and ceres[0]),
            ratio(trf_time, time, chi),
            ratio(ceres and ceres[0], time, total),
            number(LIMITS[size]),
            f"{LIMITS[size] / time:.2f}" if wide["bits"] == 512 else "",
        ]
        lines.append("| " + " | ".join(cells) + " |")
        counts = [mine["evaluations"], trf and trf["nfev"], lmfit and lmfit["nfev"], minpack and minpack[1], ceres and ceres[1]]
        answers.append("| " + " | ".join([size, *("" if c is None else f"{c:.4g}" for c in counts), difference(chi), difference(total)]) + " |")
    return [f"{wide['machine']}; load {wide['load']:.1f}", "", *lines, *answers]


def number(microseconds):
    if microseconds is None:
        return ""
    return f"{microseconds:.0f}" if microseconds >= 1000 else f"{microseconds:.3g}"


def ratio(peer, mine, worse):
    if peer is None:
        return ""
    return f"{peer / mine:.3g}" if worse is None or worse <= 1e-8 else "answers differ"


def difference(value):
    return "" if value is None else f"{value:+.0e}"
