using System.Buffers.Text;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using SpectraPipeline.IO.Tokens;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.Benchmarks;

/// <summary>
/// Numbers of a CSV line with commas between: 8 signs (0.123456), 17 signs (0.123456789012345) and 18 signs (1.2345678901234567, as programs print a double
/// in full: its mantissa exceeds 2⁵³, so the quick way does not hold).
/// </summary>
[MemoryDiagnoser, TimedPer("number")]
public class NumberParserBenchmarks
{
    private const int Count = 100_000;
    private const int RowLength = 1000;
    private readonly double[] _values = new double[Count];
    private byte[] _text = [];
    private readonly int[] _starts = new int[Count / RowLength + 1];

    [Params(8, 17, 18)]
    public int Signs { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var noise = new NoiseSource(2);
        var text = new StringBuilder();
        int whole = Signs == 18 ? 1 : 0;
        for (int i = 0; i < Count; i++)
        {
            if (i % RowLength == 0)
                _starts[i / RowLength] = text.Length;
            text.Append((whole + noise.NextUniform()).ToString("F" + (Signs - 2), CultureInfo.InvariantCulture)).Append(',');
        }
        _starts[^1] = text.Length;
        _text = Encoding.ASCII.GetBytes(text.ToString());
        Framework();
        double[] expected = [.. _values];
        Ours();
        Check(expected);
        Array.Clear(_values);
        Rows();
        Check(expected);
    }

    private void Check(double[] expected)
    {
        if (!_values.AsSpan().SequenceEqual(expected))
            throw new InvalidOperationException("NumberParser does not give the bits of double.Parse.");
    }

    /// <summary>Digits one by one, one division at the end: the speed without care for the last bit.</summary>
    [Benchmark(Baseline = true, Description = "plain loop, last bit unsafe", OperationsPerInvoke = Count)]
    public void PlainLoop()
    {
        ReadOnlySpan<byte> text = _text;
        int at = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            long mantissa = 0;
            double divisor = 1;
            bool fraction = false;
            for (; text[at] != ','; at++)
                if (text[at] == '.')
                    fraction = true;
                else
                {
                    mantissa = mantissa * 10 + (text[at] - '0');
                    if (fraction)
                        divisor *= 10;
                }
            at++;
            _values[i] = mantissa / divisor;
        }
    }

    [Benchmark(Description = "double.Parse", OperationsPerInvoke = Count)]
    public void Framework()
    {
        ReadOnlySpan<byte> text = _text;
        for (int i = 0; i < _values.Length; i++)
        {
            int length = text.IndexOf((byte)',');
            _values[i] = double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
            text = text[(length + 1)..];
        }
    }

    [Benchmark(Description = "Utf8Parser", OperationsPerInvoke = Count)]
    public void Utf8()
    {
        ReadOnlySpan<byte> text = _text;
        for (int i = 0; i < _values.Length; i++)
        {
            if (!Utf8Parser.TryParse(text, out _values[i], out int consumed))
                return;
            text = text[(consumed + 1)..];
        }
    }

    [Benchmark(Description = "NumberParser", OperationsPerInvoke = Count)]
    public void Ours()
    {
        ReadOnlySpan<byte> text = _text;
        for (int i = 0; i < _values.Length; i++)
        {
            if (!NumberParser.TryParsePrefix(text, (byte)'.', out _values[i], out int consumed))
                return;
            text = text[(consumed + 1)..];
        }
    }

    [Benchmark(Description = "NumberRow, a line of 1000", OperationsPerInvoke = Count)]
    public void Rows()
    {
        var comma = new Dialect((byte)',', (byte)'.');
        for (int r = 0; r < Count / RowLength; r++)
            NumberRow.Read(_text.AsSpan(_starts[r], _starts[r + 1] - _starts[r] - 1), comma, _values.AsSpan(r * RowLength, RowLength));
    }
}
