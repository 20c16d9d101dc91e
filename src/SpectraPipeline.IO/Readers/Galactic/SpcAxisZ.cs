using System.Globalization;

namespace SpectraPipeline.IO.Readers.Galactic;

/// <summary>Where the subfiles of a GRAMS file stand along z (time, place, temperature) and across it (w).</summary>
internal sealed class SpcAxisZ
{
    private readonly SpcHeader _header;
    private readonly IReadOnlyList<SpcSubfile> _subfiles;
    private readonly bool _even;
    private readonly bool _varies;
    private readonly long _plane;

    public SpcAxisZ(SpcHeader header, IReadOnlyList<SpcSubfile> subfiles, List<string> notes)
    {
        (_header, _subfiles) = (header, subfiles);
        _even =
            subfiles.Count > 1
            && double.IsFinite(header.ZIncrement)
            && header.ZIncrement > 0
            && !header.Has(SpcFlags.RandomZ | SpcFlags.OrderedZ);
        bool planes = header.Planes > 1 && header.Planes <= header.Subfiles && header.Subfiles % header.Planes == 0;
        _plane = planes ? header.Subfiles / header.Planes : long.MaxValue;
        _varies = _even || subfiles.Any(s => s.Z != subfiles[0].Z);
        int other = Enumerable.Range(0, subfiles.Count).Count(k => StoredOtherwise(k));
        // Most writers of even series fill z in the first subfile only.
        if (_even && other > 0 && subfiles.Skip(1).Select(s => s.Z).Distinct().Count() > 1)
            notes.Add(
                $"z is even by the main header (step {Text(header.ZIncrement)}) and otherwise in {other} of {subfiles.Count} subheaders; the even one was taken"
            );
    }

    /// <summary>z of a subfile.</summary>
    public double Z(int k) => _even ? _subfiles[0].Z + k % _plane * _header.ZIncrement : _subfiles[k].Z;

    /// <summary>Time of a subfile (s); NaN where z is no time or the same all through.</summary>
    public double TimeS(int k) => _varies ? Z(k) * SpcUnits.Seconds(_header.ZUnit) : double.NaN;

    /// <summary>Position of a subfile and its scans under their names.</summary>
    public Dictionary<string, string> Entries(int k)
    {
        var entries = new Dictionary<string, string>();
        if (_varies)
            entries["z"] = Text(Z(k));
        if (StoredOtherwise(k))
            entries["z of the subheader"] = Text(_subfiles[k].Z);
        if (_plane < long.MaxValue)
            entries["w"] = Text(_subfiles[k].W != 0 ? _subfiles[k].W : _subfiles[0].W + k / _plane * _header.WIncrement);
        // Some writers leave there what was in their memory.
        else if (float.IsFinite(_subfiles[k].W) && Math.Abs(_subfiles[k].W) > 1e-20f)
            entries["w"] = Text(_subfiles[k].W);
        if (_subfiles[k].Scans is > 0 and < 1_000_000)
            entries["scans"] = _subfiles[k].Scans.ToString(CultureInfo.InvariantCulture);
        return entries;
    }

    private bool StoredOtherwise(int k) => _even && _subfiles[k].Z != 0 && Math.Abs(Z(k) - _subfiles[k].Z) > 1e-3 * _header.ZIncrement;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
