namespace SpectraPipeline.Numerics.Clocks;

/// <summary>Least squares of channels over the levels of a <see cref="StepResponse"/> and a slow drift; the times of the steps and τ are given from outside.</summary>
/// <remarks>
/// Normal equations in the order of the levels, so that their matrix keeps to an envelope (a frame remembers few levels); the drift (powers of time, Chebyshev) is a border.
/// Cholesky in the envelope. A level that no frame sees gets 0. Cost: O(frames · remembered² + levels · envelope²) an evaluation.
/// </remarks>
internal sealed class LevelRegression
{
    private readonly double[][] _channels;
    private readonly int _frames,
        _levels,
        _drifts,
        _size;
    private readonly double[] _drift;
    private readonly double[] _matrix;
    private readonly int[] _from;
    private readonly int[]? _groups;

    /// <param name="response">Weights of the levels.</param>
    /// <param name="channels">Values by channel, one a frame.</param>
    /// <param name="middle">Middle of each exposure, for the drift.</param>
    /// <param name="levels">Levels of the response.</param>
    /// <param name="drifts">Powers of the drift, at least 0.</param>
    /// <param name="groups">Levels that are one and the same (reversible answer): group of each level; null = each its own.</param>
    public LevelRegression(StepResponse response, double[][] channels, double[] middle, int levels, int drifts, int[]? groups = null)
    {
        (Response, _channels, _frames, _drifts, _groups) = (response, channels, middle.Length, drifts, groups);
        _levels = groups is null ? levels : groups.Max() + 1;
        _size = _levels + drifts;
        _matrix = new double[_size * _size];
        _from = new int[_size];
        _drift = new double[_frames * drifts];
        double low = middle.Min(),
            range = Math.Max(middle.Max() - low, double.Epsilon);
        for (int j = 0; j < _frames; j++)
        for (int d = 0; d < drifts; d++)
            _drift[(j * drifts) + d] = Math.Cos((d + 1) * Math.Acos(Math.Clamp((2 * (middle[j] - low) / range) - 1, -1, 1)));
        Coefficients = [.. channels.Select(_ => new double[_size])];
        Residuals = [.. channels.Select(_ => new double[_frames])];
    }

    public StepResponse Response { get; }

    /// <summary>Linear parameters a channel.</summary>
    public int Size => _size;

    /// <summary>Levels and drift by channel.</summary>
    public double[][] Coefficients { get; }

    /// <summary>Residuals by channel.</summary>
    public double[][] Residuals { get; }

    /// <summary>χ² over all channels with the weights that the response holds now.</summary>
    public double Evaluate()
    {
        Assemble();
        Factorise();
        double sum = 0;
        for (int c = 0; c < _channels.Length; c++)
        {
            Project(_channels[c], Coefficients[c], Residuals[c]);
            foreach (double r in Residuals[c])
                sum += r * r;
        }
        return sum;
    }

    /// <summary>What is left of a vector beside all levels and the drift, for the matrix of the last <see cref="Evaluate"/>.</summary>
    public void Project(ReadOnlySpan<double> values, Span<double> coefficients, Span<double> rest)
    {
        coefficients.Clear();
        for (int j = 0; j < _frames; j++)
        {
            ReadOnlySpan<double> w = Response[j];
            for (int i = 0; i < w.Length; i++)
                coefficients[Of(Response.First[j] + i)] += w[i] * values[j];
            for (int d = 0; d < _drifts; d++)
                coefficients[_levels + d] += _drift[(j * _drifts) + d] * values[j];
        }
        Solve(coefficients);
        for (int j = 0; j < _frames; j++)
            rest[j] = values[j] - Model(Response, coefficients, j);
    }

    /// <summary>Value of a frame with weights of a response (not necessarily the one of the matrix).</summary>
    public double Model(StepResponse response, ReadOnlySpan<double> coefficients, int frame)
    {
        double sum = 0;
        ReadOnlySpan<double> w = response[frame];
        for (int i = 0; i < w.Length; i++)
            sum += w[i] * coefficients[Of(response.First[frame] + i)];
        for (int d = 0; d < _drifts; d++)
            sum += _drift[(frame * _drifts) + d] * coefficients[_levels + d];
        return sum;
    }

    private int Of(int level) => _groups is null ? level : _groups[level];

    private void Assemble()
    {
        for (int i = 0; i < _size; i++)
        {
            // Only what the last matrix filled.
            _matrix.AsSpan((i * _size) + _from[i], i - _from[i] + 1).Clear();
            _from[i] = i < _levels ? i : 0;
        }
        for (int j = 0; j < _frames; j++)
        {
            ReadOnlySpan<double> w = Response[j];
            int first = Response.First[j];
            for (int i = 0; i < w.Length; i++)
            {
                int row = Of(first + i);
                for (int k = 0; k < w.Length; k++)
                    if (Of(first + k) is var column && column <= row)
                    {
                        _matrix[(row * _size) + column] += w[i] * w[k];
                        _from[row] = Math.Min(_from[row], column);
                    }
                for (int d = 0; d < _drifts; d++)
                    _matrix[((_levels + d) * _size) + row] += w[i] * _drift[(j * _drifts) + d];
            }
            for (int d = 0; d < _drifts; d++)
            for (int k = 0; k <= d; k++)
                _matrix[((_levels + d) * _size) + _levels + k] += _drift[(j * _drifts) + d] * _drift[(j * _drifts) + k];
        }
    }

    private void Factorise()
    {
        // A level of hardly any frame would be fitted to its noise; this weight is far below that of one frame.
        const double Ridge = 1e-7;
        for (int i = 0; i < _size; i++)
        {
            Span<double> row = _matrix.AsSpan(i * _size, _size);
            for (int j = _from[i]; j <= i; j++)
            {
                ReadOnlySpan<double> other = _matrix.AsSpan(j * _size, _size);
                double sum = row[j];
                for (int k = Math.Max(_from[i], _from[j]); k < j; k++)
                    sum -= row[k] * other[k];
                row[j] = i == j ? Math.Sqrt(Math.Max(sum + Ridge, Ridge)) : sum / other[j];
            }
        }
    }

    private void Solve(Span<double> v)
    {
        for (int i = 0; i < _size; i++)
        {
            double sum = v[i];
            for (int k = _from[i]; k < i; k++)
                sum -= _matrix[(i * _size) + k] * v[k];
            v[i] = sum / _matrix[(i * _size) + i];
        }
        for (int i = _size - 1; i >= 0; i--)
        {
            v[i] /= _matrix[(i * _size) + i];
            for (int k = _from[i]; k < i; k++)
                v[k] -= _matrix[(i * _size) + k] * v[i];
        }
    }
}
