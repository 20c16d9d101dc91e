using System.Globalization;
using System.Runtime.InteropServices;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>A line of ordinates as decoded.</summary>
/// <param name="Line">Its number in the file.</param>
/// <param name="Abscissa">The abscissa that it begins with, not yet scaled; NaN when it has none.</param>
/// <param name="Start">Index of its first ordinate among all, the Y-check not counted.</param>
/// <param name="Count">Number of its ordinates without the Y-check.</param>
/// <param name="HasCheck">It began with the last ordinate of the line before, to which its abscissa belongs.</param>
internal readonly record struct AsdfLine(int Line, double Abscissa, int Start, int Count, bool HasCheck);

/// <summary>Ordinates of a table of form <c>(X++(Y..Y))</c> in any mix of the encodings AFFN, PAC, SQZ, DIF and DUP (JCAMP-DX 4.24, R. S. McDonald and
/// P. A. Wilks, Appl. Spectrosc. 42 (1988) 151, doi:10.1366/0003702884428734, section 5).</summary>
/// <remarks>
/// SQZ, DIF and DUP replace sign and first digit of a number by a letter. A DIF number is the difference to the ordinate before; a DUP number says
/// how often the ordinate or the difference before it stands there in all. A line after one that ended in DIF repeats the last ordinate (the Y-check):
/// it is compared and dropped. A line after any other ending has no check.
/// </remarks>
internal sealed class AsdfTable
{
    private const int SlackPoints = 1000;
    private readonly TableText _text;
    private readonly byte _decimal;
    private readonly bool _exponents;
    private readonly bool _checks;
    private double _last;
    private double _difference;
    private bool _inDifferences;
    private bool _lastMissing;

    private AsdfTable(TableText text, byte decimalSign, bool exponents, bool checks) =>
        (_text, _decimal, _exponents, _checks) = (text, decimalSign, exponents, checks);

    /// <summary>Ordinates in order, not yet scaled; NaN where the file says <c>?</c>.</summary>
    public List<double> Values { get; } = [];

    /// <summary>Lines with ordinates or a check.</summary>
    public List<AsdfLine> Lines { get; } = [];

    /// <summary>Lines that begin with a Y-check.</summary>
    public int Checks { get; private set; }

    /// <summary>Lines whose Y-check is not the ordinate that the line before ended with.</summary>
    public List<int> FailedChecks { get; } = [];

    /// <summary>First line that is neither a number nor a letter of these encodings and stands behind the last point or where the file is cut; -1 when
    /// there is none.</summary>
    public int StrangeLine { get; private set; } = -1;

    /// <summary>Decodes a table.</summary>
    /// <param name="text">Its lines.</param>
    /// <param name="fileLength">Length of the file, which bounds the number of values (a DUP number of ten bytes may ask for 10^9).</param>
    /// <param name="decimalSign">'.' or ','.</param>
    /// <param name="points">Number of points that the header states; text behind them is not refused.</param>
    /// <param name="already">Values that the file's other tables have.</param>
    /// <param name="checks">Lines after DIF begin with a Y-check, as the standard demands.</param>
    /// <exception cref="BadFileException">A line is not of these encodings.</exception>
    public static AsdfTable Decode(TableText text, long fileLength, byte decimalSign, int? points, long already, bool checks = true)
    {
        bool pseudo = false;
        for (int i = text.First; i < text.End && !pseudo; i++)
            pseudo = AsdfLetters.IsPacked(text[i]);
        if (pseudo)
            AsdfLetters.AllowRepeats(text, fileLength, already);
        var table = new AsdfTable(text, decimalSign, exponents: !pseudo, checks);
        for (int i = text.First; i < text.End; i++)
            if (!table.Line(i, points))
            {
                if ((points is int n && table.Values.Count >= n) || text.IsCut(i))
                {
                    table.StrangeLine = i;
                    break;
                }
                throw new BadFileException(
                    text.Offset(i),
                    "ordinates (numbers, or the letters of SQZ, DIF and DUP)",
                    $"'{DialectGuess.Shorten(TextLines.Decode(text[i]))}'",
                    i + 1
                );
            }
        return table;
    }

    /// <summary>Decodes one line; false when something in it is neither a number nor a letter of the encodings.</summary>
    private bool Line(int number, int? points)
    {
        ReadOnlySpan<byte> line = _text[number];
        if (line.IsEmpty)
            return true;
        int at = 0;
        double abscissa = double.NaN;
        if (IsPlain(line[0]) && !Plain(line, ref at, out abscissa))
            return false;
        bool check = _checks && _inDifferences && !double.IsNaN(abscissa);
        double before = _last;
        int start = Values.Count;
        while (true)
        {
            while (at < line.Length && IsSeparator(line[at]))
                at++;
            if (at >= line.Length)
                break;
            if (!Token(line, ref at, number, points))
            {
                Values.RemoveRange(start, Values.Count - start);
                return false;
            }
        }
        if (check && Values.Count > start)
        {
            Checks++;
            double repeated = Values[start];
            if (!double.IsNaN(repeated) && Math.Abs(repeated - before) > 1e-9 * Math.Max(Math.Abs(repeated), Math.Abs(before)))
                FailedChecks.Add(number);
            Values.RemoveAt(start);
        }
        else
            check = false;
        if (Values.Count > start || check)
            Lines.Add(new(number, abscissa, start, Values.Count - start, check));
        return true;
    }

    private bool Token(ReadOnlySpan<byte> line, ref int at, int number, int? points)
    {
        byte c = line[at];
        if (c == '?')
        {
            at++;
            (_inDifferences, _lastMissing) = (false, true);
            Values.Add(double.NaN);
            return true;
        }
        if (
            _exponents
            && line.Length - at >= 3
            && AsdfLetters.IsNan(line.Slice(at, 3))
            && (at + 3 == line.Length || IsSeparator(line[at + 3]))
        )
        {
            at += 3;
            (_inDifferences, _lastMissing) = (false, true);
            Values.Add(double.NaN);
            return true;
        }
        double value;
        if (IsPlain(c))
        {
            if (!Plain(line, ref at, out value))
                return false;
            Absolute(value);
            return true;
        }
        // Without other letters in the table E is an exponent; one that stands elsewhere is none and no digit either.
        if (_exponents)
            return false;
        if (AsdfLetters.Digit(AsdfLetters.Squeezed, c) is int squeezed and >= 0)
        {
            if (!Digits(line, ref at, squeezed, out value))
                return false;
            Absolute(value);
            return true;
        }
        if (AsdfLetters.Digit(AsdfLetters.Differences, c) is int difference and >= 0)
        {
            if (!Digits(line, ref at, difference, out _difference))
                return false;
            _last += _difference;
            (_inDifferences, _lastMissing) = (true, false);
            Values.Add(_last);
            return true;
        }
        return AsdfLetters.Duplicates.IndexOf((char)c) is var d and >= 0
            && Digits(line, ref at, d + 1, out double count)
            && Repeat(count, number, points);
    }

    private void Absolute(double value)
    {
        _last = value;
        (_inDifferences, _lastMissing) = (false, false);
        Values.Add(value);
    }

    private bool Repeat(double count, int line, int? points)
    {
        // The count includes the original, which must be there.
        if (Values.Count == 0 || count != Math.Floor(count))
            return false;
        // A stated count may be wrong by a little; one number that asks for all of it and more is damaged.
        if (points is int stated && count > stated + SlackPoints)
            throw new BadFileException(
                _text.Offset(line),
                string.Create(CultureInfo.InvariantCulture, $"at most the {stated} points of NPOINTS"),
                string.Create(CultureInfo.InvariantCulture, $"an ordinate that stands there {count} times"),
                line + 1
            );
        int from = Values.Count;
        CollectionsMarshal.SetCount(Values, from + Math.Max(0, (int)count - 1));
        Span<double> repeated = CollectionsMarshal.AsSpan(Values)[from..];
        if (!_inDifferences)
            repeated.Fill(_lastMissing ? double.NaN : _last);
        else
            foreach (ref double value in repeated)
                value = _last += _difference;
        return true;
    }

    private bool IsSeparator(byte c) => c is (byte)' ' or (byte)'\t' or (byte)';' || (c == ',' && _decimal != ',');

    private bool IsPlain(byte c) => (uint)(c - '0') <= 9 || c is (byte)'+' or (byte)'-' or (byte)'.' || c == _decimal;

    /// <summary>A number in plain digits; with an exponent only in a table without letters, where E cannot be a digit.</summary>
    private bool Plain(ReadOnlySpan<byte> line, ref int at, out double value)
    {
        ReadOnlySpan<byte> rest = line[at..];
        if (!_exponents)
            rest = rest[..End(rest, rest[0] is (byte)'+' or (byte)'-' ? 1 : 0)];
        bool read = NumberParser.TryParsePrefix(rest, _decimal, out value, out int used);
        at += used;
        // 1.2.3 is no pair of numbers.
        return read && (at >= line.Length || line[at] != '.');
    }

    private bool Digits(ReadOnlySpan<byte> line, ref int at, int first, out double value)
    {
        ReadOnlySpan<byte> rest = line[at..];
        int end = End(rest, 1);
        Span<byte> plain = end <= 64 ? stackalloc byte[end] : new byte[end];
        rest[..end].CopyTo(plain);
        plain[0] = (byte)('0' + first % 10);
        at += end;
        bool read = NumberParser.TryParse(plain, out value, _decimal);
        value = first > 10 ? -value : value;
        return read;
    }

    private int End(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length && ((uint)(text[from] - '0') <= 9 || text[from] == _decimal))
            from++;
        return from;
    }
}
