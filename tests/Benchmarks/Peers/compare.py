"""Runs the peers, our kernels on the same input and our whole program in one go, and prints ratios. Started by `./bench peers`; `./bench fits`
runs the part of fits.py alone, `./bench xas` that of xas.py.

The peers' scripts are found below $SPECTRA_CORPUS (the shared folder or its corpus/) or in ../shared; they are not part of this project.
Needs only Python's own library; the peers need what they say. Peers' times are CPU time, kernels' are wall time on one core, the program's are both.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import fits
import xas

ROOT = pathlib.Path(__file__).resolve().parents[3]
BIN = ROOT / "artifacts" / "bin"
OUT = ROOT / "artifacts" / "bench"
FRAMES, POINTS = 5000, 1000
REPEATS = 3

# Peer's operation: our benchmark, its parameters, our ways (the fastest counts), how many spectra the peer's operation holds.
KERNELS = {
    **{
        f"banded_{method}_{n}": ("Baseline", {f"Case {method}", f"n {n}"}, "engine", 1)
        for method in ("arpls", "asls", "airpls")
        for n in (1000, 2000)
    },
    **{f"savgol_{n}": ("SavitzkyGolay", {f"Points {n}"}, "SavitzkyGolay", 1) for n in (1000, 2000)},
    **{
        f"{peer}_{bands}peak_pv": ("PeakFit", {f"Size {size}"}, "MultiPeakFit", 1)
        for bands, size in ((1, "1x140"), (3, "3x400"), (6, "6x1000"))
        for peer in ("scipy_lsq_trf_jac", "lmfit")
    },
    "autobk": ("AutobkSeries", set(), "AutobkSeries", 1),
    "cauchy_wavelet_rmax6": ("CauchyWavelet", set(), "WaveletBank", 1),
}
CHAINS = {"batch100_banded_arpls_sg_scipyTRFjac3": 100, "batch100_banded_arpls_sg_lmfit3": 100}

# Without lmfit the script's other operations still run: a stand-in takes its place and its operations are left out.
WITHOUT_LMFIT = """
import sys, unittest.mock
sys.modules['lmfit'] = unittest.mock.MagicMock(__version__='none')
sys.modules['lmfit.models'] = unittest.mock.MagicMock()
sys.path.insert(0, sys.argv[1])
import peer_vibrational as peer
emit = peer.emit
peer.emit = lambda name, *rest, **more: None if 'lmfit' in name else emit(name, *rest, **more)
peer.main()
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def shared():
    named = os.environ.get("SPECTRA_CORPUS")
    places = [pathlib.Path(named), pathlib.Path(named).parent] if named else [ROOT.parent / "shared"]
    return next((p for p in places if (p / "bench").is_dir()), None)


def python_with(module):
    """Debian's interpreter first: another one in the path often lacks Debian's packages."""
    for python in ("/usr/bin/python3", shutil.which("python3")):
        if python and subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0:
            return python
    return None


def run_peer(command, name):
    say(f"{name} ...")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        say(f"{name} ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    (OUT / f"{name}.jsonl").write_text(done.stdout)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["op"]: line for line in lines if "op" in line}


def peers(only=()):
    folder = shared()
    if folder is None:
        say("The peers' scripts are not there: set SPECTRA_CORPUS, or put the shared folder beside the checkout. Only our own times follow.")
        return {}
    bench, results = folder / "bench", {}
    if python := python_with("lmfit"):
        results |= run_peer([python, "-W", "ignore", bench / "peer_vibrational.py", *only], "peer_vibrational")
        if only:
            return results
    elif python := python_with("scipy"):
        say("lmfit is missing, its operations are left out: apt-get install --no-install-recommends python3-lmfit")
        results |= run_peer([python, "-B", "-W", "ignore", "-c", WITHOUT_LMFIT, bench], "peer_vibrational")
    else:
        say("scipy is missing, peer_vibrational.py is left out: apt-get install --no-install-recommends python3-numpy python3-scipy python3-lmfit")
    if python := python_with("scipy"):
        results |= run_peer([python, "-B", "-W", "ignore", pathlib.Path(__file__).with_name("banded_airpls.py"), bench], "banded_airpls")
    if python := python_with("larch"):
        results |= run_peer([python, bench / "peer_xas.py", *([] if "--full" in sys.argv else ["--quick"])], "peer_xas")
    else:
        say("Larch is missing, peer_xas.py is left out: apt-get install --no-install-recommends python3-xraylarch")
    return results


def dotnet(*arguments, **options):
    return subprocess.run(["dotnet", *map(str, arguments)], check=True, text=True, **options)


def our_kernels():
    program = BIN / "Benchmarks" / "release" / "Benchmarks.dll"
    for name in sorted({k[0] for k in KERNELS.values()}):
        dotnet(program, "run", name, *[a for a in sys.argv[1:] if a == "--full"], stdout=subprocess.DEVNULL)
    tables = {name: json.loads((OUT / f"{name}.json").read_text()) for name in {k[0] for k in KERNELS.values()}}
    checks = json.loads(dotnet(program, "checks", stdout=subprocess.PIPE).stdout)
    return tables, checks


def our_time(tables, name, parameters, way):
    """Microseconds of the fastest of our ways."""
    rows = [r for r in tables[name]["rows"] if r["way"].startswith(way) and parameters <= set(r["parameters"].split(", "))]
    return min(r["nanoseconds"] for r in rows) / 1e3


def peer_time(line):
    """Microseconds of CPU, median."""
    return 1e3 * line.get("cpu_ms", line.get("cpu_ms_median"))


def agreement(peer, ours):
    """Whether our answer may stand beside the peer's, and in words by how much it differs."""
    if not ours:
        return True, "not compared here"
    same = {key: abs(ours[key] - peer[key]) / abs(peer[key]) for key in ("mean", "rms") if key in peer and key in ours}
    if "chisqr" in peer and "chisqr" in ours:
        same["χ²"] = (ours["chisqr"] - peer["chisqr"]) / peer["chisqr"]
    # A baseline within 1e-8 of the peer's; a sum of squares not above the peer's by more.
    good = all((value if key == "χ²" else abs(value)) <= 1e-8 for key, value in same.items())
    words = [f"{key} {value:+.0e}" for key, value in same.items()]
    words += [f"{key} {ours[key]:.0f} / {peer[key]}" for key in ("iters", "nfev") if key in peer and key in ours]
    if "iters_of_block" in ours:
        words.append(f"our time is the mean of a block of {ours['iters_of_block']:.1f} iterations, through the engine")
    return good, ", ".join(words)


def short(microseconds):
    return f"{microseconds:.0f}" if microseconds >= 1000 else f"{microseconds:.3g}"


def kernel_table(results, tables, checks):
    lines = ["| operation | peer, µs CPU | ours, µs | ratio | answers: ours against peer's |", "|---|---:|---:|---:|---|"]
    for op, (name, parameters, way, spectra) in KERNELS.items():
        ours = our_time(tables, name, parameters, way)
        if op not in results:
            lines.append(f"| {op} | not run | {short(ours)} | | |")
            continue
        peer = peer_time(results[op]) / spectra
        check = checks.get(op.replace("lmfit_", "scipy_lsq_trf_jac_"), {})
        good, words = agreement(results[op], check)
        lines.append(f"| {op} | {short(peer)} | {short(ours)} | {f'{peer / ours:.0f}' if good else 'answers differ'} | {words} |")
    return lines


PIPELINE = """name: Generated series for timing
series:
  - id: series
    files: series.csv
    technique: raman
    quantity: counts
    steps:
      - baseline.arpls: {}
      - peaks.fit:
          shape: pseudo-voigt
          background-degree: none
          bands:
            - { center: 1013, fwhm: 23, bounds: { center: [1000, 1030], fwhm: [5, 60] } }
            - { center: 1293, fwhm: 39, bounds: { center: [1275, 1305], fwhm: [5, 80] } }
            - { center: 1500, fwhm: 31, bounds: { center: [1485, 1520], fwhm: [5, 60] } }
"""


def run_program(folder, workers):
    """Wall, CPU and the program's own account of one run into a new folder."""
    result = folder / "result"
    shutil.rmtree(result, ignore_errors=True)
    command = ["dotnet", str(BIN / "SpectraPipeline.Cli" / "release" / "spectra.dll"), "run", "pipeline.yaml", "--out", "result", "--json"]
    begin = time.perf_counter()
    with open(folder / "out.json", "w") as out, open(folder / "err.txt", "w") as err:
        child = subprocess.Popen(command + (["--workers", str(workers)] if workers else []), cwd=folder, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begin
    if child.returncode != 0:
        raise SystemExit(f"spectra run ended with {child.returncode}: {(folder / 'err.txt').read_text()[:2000]}")
    return dict(json.loads((folder / "out.json").read_text()), wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / 1024)


def fit_table(results):
    folder = shared()
    source = folder / "bench" / "native_fit.cpp" if folder else pathlib.Path("none")
    return fits.table(results, BIN / "Benchmarks" / "release" / "Benchmarks.dll", source, say)


def xas_table():
    folder = shared()
    if folder is None:
        return ["Not run: the shared folder with Larch's input is not there; set SPECTRA_CORPUS."]
    return xas.table(folder, BIN, python_with("larch"), say)


def end_to_end(results):
    lines = [
        f"{FRAMES} x {POINTS} generated counts as one CSV (a column a spectrum); arPLS, then 3 pseudo-Voigt bands on the whole axis; fastest of {REPEATS}.",
        "",
        "| run | spectra/s, file to store | whole program: wall s | CPU s | CPU µs per spectrum | peak MiB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    alone = per = float("nan")
    with tempfile.TemporaryDirectory(prefix="spectra-bench-") as name:
        folder = pathlib.Path(name)
        dotnet(BIN / "SpectraPipeline.Testing" / "release" / "SpectraPipeline.Testing.dll", "series", "--frames", FRAMES, "--points", POINTS, "--layout", "columns", "--out", folder / "series.csv")
        (folder / "pipeline.yaml").write_text(PIPELINE)
        for workers, words in ((None, "all cores"), (1, "--workers 1")):
            say(f"spectra run, {words} ...")
            best = min((run_program(folder, workers) for _ in range(REPEATS)), key=lambda r: r["seconds_processing"])
            per = 1e6 * best["cpu"] / best["frames"]
            lines.append(f"| {words} | {best['frames'] / best['seconds_processing']:.0f} | {best['wall']:.2f} | {best['cpu']:.2f} | {per:.1f} | {best['peak']:.0f} |")
            if workers == 1:
                alone = 1e6 * best["seconds_processing"] / best["frames"]
    for op, spectra in CHAINS.items():
        if op in results:
            peer = peer_time(results[op]) / spectra
            lines += [
                "",
                f"{op}: {peer:.0f} µs CPU per spectrum, without reading or storing: {peer / alone:.1f} times ours from file to store on one worker, "
                f"{peer / per:.1f} times the CPU of our whole program, start and report included.",
            ]
    return lines


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    if "--fits" in sys.argv:
        publish("fits", fit_table(peers(("--only", "peak_pv"))))
        return
    if "--xas" in sys.argv:
        publish("xas", xas_table())
        return
    results = peers()
    publish("fits", fit_table(results))
    publish("xas", xas_table())
    say("our kernels ...")
    tables, checks = our_kernels()
    machine = [f"{next(iter(tables.values()))['machine']}; load at the start {load:.1f}", ""]
    for name, lines in (("peers", kernel_table(results, tables, checks)), ("end-to-end", end_to_end(results))):
        publish(name, machine + lines)


def publish(name, lines):
    text = "\n".join(lines) + "\n"
    (OUT / f"{name}.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
