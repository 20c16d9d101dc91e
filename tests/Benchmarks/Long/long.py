"""Runs the program on long series of generated spectra and writes what it costs as the series grows. Started by `./bench long`.

  --frames N     the longest series (200000); it and the lengths 2000 and 20000 below it are run
  --series DIR   files frame-*.csv that are there already; else they are generated into a folder that is removed at the end
  --runs K       runs of each length and number of workers, of which the fastest counts (1; the shortest series always 3)

Shorter series are links to files evenly spread over the longest one, so that all hold the same mixture of spectra. Start-up and steady rate are told
apart by the blocks that the run commits: their folders are counted while it works.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
BIN = ROOT / "artifacts" / "bin"
OUT = ROOT / "artifacts" / "bench"
LENGTHS = (2000, 20_000)
POINTS = 2000
KEEPS = {
    "last": "data, fit and residual of every spectrum are stored, 48 kB each, and copied once at the end (the default)",
    "none": "rows of bands, fits, frames and limits alone",
}
PIPELINE = """name: Generated series for timing
series:
  - id: series
    files: files/*.csv
    technique: raman
    quantity: counts
    keep: KEEP
    steps:
      - baseline.arpls: { lambda: 1e6 }
      - shape.smooth: { window: 9, degree: 2 }
      - peaks.fit:
          shape: lorentzian
          bands:
            - { center: 1012, fwhm: 18 }
            - { center: 1290, fwhm: 30 }
            - { center: 1503, fwhm: 24 }
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def generate(folder, frames):
    say(f"generating {frames} files of {POINTS} points ...")
    program = BIN / "SpectraPipeline.Testing" / "release" / "SpectraPipeline.Testing.dll"
    command = ["dotnet", program, "series", "--frames", frames, "--points", POINTS, "--layout", "files", "--out", folder]
    subprocess.run([str(word) for word in command], check=True)


def watch(parts, marks, done):
    """Notes time and number of committed blocks whenever it changes."""
    while not done.wait(0.05):
        try:
            blocks = sum(1 for name in os.listdir(parts) if name.isdigit())
        except FileNotFoundError:
            continue
        if blocks and (not marks or blocks > marks[-1][1]):
            marks.append((time.perf_counter(), blocks))


def forget(folder):
    """Takes the files out of the memory of the operating system and has everything else written: each length begins from a cold disk, as a long one must."""
    os.sync()
    if not hasattr(os, "posix_fadvise"):
        return
    for file in (folder / "files").iterdir():
        handle = os.open(file, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def run(folder, workers):
    """One run into a new folder: the program's own account, with wall, CPU, peak memory and the growth of its blocks."""
    shutil.rmtree(folder / "result", ignore_errors=True)
    forget(folder)
    command = ["dotnet", str(BIN / "SpectraPipeline.Cli" / "release" / "spectra.dll"), "run", "pipeline.yaml", "--out", "result", "--json"]
    marks = []
    begin = time.perf_counter()
    with open(folder / "out.json", "w") as out, open(folder / "err.txt", "w") as err:
        child = subprocess.Popen(command + ["--workers", str(workers)], cwd=folder, stdout=out, stderr=err)
        done = threading.Event()
        watcher = threading.Thread(target=watch, args=(folder / "result" / ".parts" / "series", marks, done))
        watcher.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begin
        done.set()
        watcher.join()
    if child.returncode != 0:
        raise SystemExit(f"spectra run ended with {child.returncode}: {(folder / 'err.txt').read_text()[:2000]}")
    shutil.rmtree(folder / "result", ignore_errors=True)
    told = json.loads((folder / "out.json").read_text())
    return dict(told, wall=wall, user=usage.ru_utime, system=usage.ru_stime, peak=usage.ru_maxrss / 1024, marks=marks)


def steady(run):
    """Spectra a second after the first second of committed blocks, in the first and in the second half of what follows; None where less than half a second does."""
    marks = run["marks"]
    after = [m for m in marks if m[0] >= marks[0][0] + 1] if marks else []
    if len(after) < 3 or after[-1][0] - after[0][0] < 0.5:
        return None
    frames = run["frames"] / after[-1][1]

    def rate(some):
        return frames * (some[-1][1] - some[0][1]) / (some[-1][0] - some[0][0])

    middle = len(after) // 2
    return rate(after), rate(after[: middle + 1]), rate(after[middle:])


def short_series(all_files, frames, folder):
    """Links to files evenly spread over all."""
    folder.mkdir()
    for k in range(frames):
        file = all_files[k * len(all_files) // frames]
        os.symlink(file, folder / file.name)


def row(frames, workers, best):
    def number(value):
        return "" if value is None else f"{value:.0f}"

    rates = steady(best) or (None, None, None)
    cells = [frames, workers, number(best["frames"] / best["seconds_processing"]), *map(number, rates), f"{best['wall']:.1f}"]
    cells += [number(1e6 * best[kind] / best["frames"]) for kind in ("user", "system")] + [number(best["peak"])]
    return f"| {' | '.join(map(str, cells))} |"


def along(run):
    """Spectra a second on stretches of one run: what a short series cannot show without its start-up."""
    marks = run["marks"]
    if len(marks) < 3:
        return None
    frames = run["frames"] / marks[-1][1]
    ends = [n for n in (*LENGTHS, run["frames"] // 2) if n < run["frames"]] + [run["frames"]]
    words = []
    for begin, end in zip(ends, ends[1:]):
        some = [(t, frames * blocks) for t, blocks in marks if begin <= frames * blocks <= end + frames]
        if len(some) > 2:
            words.append(f"{(some[-1][1] - some[0][1]) / (some[-1][0] - some[0][0]):.0f} from frame {begin} to {end}")
    return ", ".join(words) or None


def verdicts(results):
    """Flatness over the lengths and gain of the second worker, from the steady rates where there are any."""
    def rate(frames, workers):
        best = results.get((frames, workers))
        if best is None:
            return None
        rates = steady(best)
        return rates[0] if rates else None

    lines = []
    for workers in (1, 2):
        rates = {frames: r for (frames, w) in results if w == workers and (r := rate(frames, w)) is not None}
        if len(rates) > 1:
            words = ", ".join(f"{r:.0f} of {f}" for f, r in rates.items())
            lines.append(f"{workers} worker{'s' * (workers > 1)}: steady spectra/s {words}: largest over smallest {max(rates.values()) / min(rates.values()):.2f}.")
    longest = max(frames for frames, _ in results)
    for workers in (1, 2):
        if words := along(results[longest, workers]):
            lines.append(f"Along the run of {longest} frames, {workers} worker{'s' * (workers > 1)}: spectra/s {words}.")
    one, two = rate(longest, 1), rate(longest, 2)
    if one and two:
        lines.append(f"Two workers do {two / one:.2f} times the work of one ({longest} frames, steady).")
    return lines


def main():
    options = argparse.ArgumentParser(prog="./bench long")
    options.add_argument("--frames", type=int, default=200_000)
    options.add_argument("--series", type=pathlib.Path)
    options.add_argument("--runs", type=int, default=1)
    options = options.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    machine = subprocess.run(["dotnet", BIN / "Benchmarks" / "release" / "Benchmarks.dll", "machine"], check=True, text=True, stdout=subprocess.PIPE).stdout
    tables = {}
    with tempfile.TemporaryDirectory(prefix="spectra-long-") as name:
        folder = pathlib.Path(name)
        series = options.series.resolve() if options.series else folder / "series"
        if not options.series:
            generate(series, options.frames)
        files = sorted(series.glob("frame-*.csv"))[: options.frames]
        for frames in sorted({*(n for n in LENGTHS if n < len(files)), len(files)}):
            place = folder / str(frames)
            place.mkdir()
            short_series(files, frames, place / "files")
            for keep in KEEPS:
                (place / "pipeline.yaml").write_text(PIPELINE.replace("KEEP", keep))
                for workers in (2, 1):
                    say(f"{frames} frames, {workers} worker{'s' * (workers > 1)}, keep: {keep} ...")
                    runs = [run(place, workers) for _ in range(max(options.runs, 3 if frames <= min(LENGTHS) else 1))]
                    tables.setdefault(keep, {})[frames, workers] = min(runs, key=lambda r: r["seconds_processing"])
            shutil.rmtree(place)
    lines = [
        f"{machine.strip()}; load at the start {load:.1f}",
        "",
        f"Files of one spectrum of {POINTS} points (32 kB of text each); arPLS, Savitzky-Golay, 3 Lorentzian bands. 'Whole' is from opening the series to the last",
        "block from a cold disk, start-up included; 'steady' leaves out the first second of blocks (compiling, first touch of memory), then its two halves.",
    ]
    for keep, results in tables.items():
        lines += [
            "",
            f"`keep: {keep}`: {KEEPS[keep]}.",
            "",
            "| frames | workers | spectra/s whole | steady | 1st half | 2nd half | whole program: wall s | user µs per spectrum | system µs | peak MiB |",
            "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
            *(row(frames, workers, best) for (frames, workers), best in results.items()),
        ]
        for verdict in verdicts(results):
            lines += ["", verdict]
    (OUT / "Long.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
