#!/bin/sh
# Makes the feffNNNN.dat beside each feff.inp again and keeps the paths that the sample spectra are built from.
# Needs feff8l (Debian package feff85exafs). The feff.inp themselves are written by
#   dotnet run --project tests/SpectraPipeline.Testing -- data-samples
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# run NAME PATH... : feff8l writes some twenty files, only these paths stay.
run() {
  name=$1
  shift
  mkdir "$scratch/$name"
  cp "$here/$name/feff.inp" "$scratch/$name/"
  (cd "$scratch/$name" && feff8l > run.log 2>&1) || { cat "$scratch/$name/run.log" >&2; exit 1; }
  rm -f "$here/$name"/feff[0-9]*.dat
  for path in "$@"; do
    cp "$scratch/$name/feff$path.dat" "$here/$name/"
  done
}

run zn-foil 0001 0002 0003 0006 0007
run zn-n3 0001 0002 0003 0004
run zn-n4 0001 0002 0003 0004 0005
