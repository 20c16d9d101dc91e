using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Rows of the scratch of <see cref="PathChi"/>, one value per point of the grid.</summary>
internal static class PathChiRows
{
    public const int Q = 0;
    public const int QByE0 = 1;

    // Values of ScatteringCurves in its order, then their slopes by q.
    public const int Phase = 2;
    public const int Amplitude = 3;
    public const int Momentum = 4;
    public const int MeanFreePath = 5;
    public const int PhaseSlope = 6;
    public const int AmplitudeSlope = 7;
    public const int MomentumSlope = 8;
    public const int MeanFreePathSlope = 9;

    /// <summary>f/q.</summary>
    public const int Strength = 10;

    /// <summary>2qR + φ.</summary>
    public const int Angle = 11;

    /// <summary>Re p and Im p.</summary>
    public const int P = 12;

    /// <summary>∂p/∂E₀, real and imaginary.</summary>
    public const int PByE0 = 14;

    /// <summary>∂p/∂Eᵢ.</summary>
    public const int PByEi = 16;

    /// <summary>∂(f/q)/∂E₀.</summary>
    public const int StrengthByE0 = 18;

    /// <summary>∂(2qR + φ)/∂E₀.</summary>
    public const int AngleByE0 = 19;

    public const int KSquare = 20;

    public const int Count = 21;
}

/// <summary>The loops of <see cref="PathChi"/> in registers of any width. The last register overlaps the one before when the grid is no multiple of it.</summary>
internal readonly ref struct PathChiKernel<TWide>
    where TWide : struct, IWide<TWide>
{
    private readonly ref double _rows;
    private readonly nuint _stride;
    private readonly nuint _points;
    private readonly double _reff;

    public PathChiKernel(ref double rows, nuint stride, nuint points, double reff)
    {
        _rows = ref rows;
        _stride = stride;
        _points = points;
        _reff = reff;
    }

    /// <summary>q of every point and ∂q/∂E₀.</summary>
    public void Shift(double e0)
    {
        const double Least = 1e-6;
        TWide least = TWide.Of(Least);
        TWide shift = TWide.Of(e0 / PhotoelectronWavenumber.EnergyPerSquare);
        TWide slope = TWide.Of(-0.5 / PhotoelectronWavenumber.EnergyPerSquare);
        for (nuint i = 0; i < _points; i = Next(i))
        {
            TWide square = Load(PathChiRows.KSquare, i) - shift;
            TWide size = TWide.WhereNegative(square, -square, square);
            TWide beyond = size - least;
            TWide q = TWide.Sqrt(TWide.WhereNegative(beyond, least, size));
            Store(TWide.WhereNegative(beyond, q, TWide.WhereNegative(square, -q, q)), PathChiRows.Q, i);
            Store(TWide.WhereNegative(beyond, TWide.Of(0), slope / q), PathChiRows.QByE0, i);
        }
    }

    /// <summary>p and what else depends on E₀ and Eᵢ alone.</summary>
    public void Momenta(double ei)
    {
        TWide broadening = TWide.Of(ei / PhotoelectronWavenumber.EnergyPerSquare);
        for (nuint i = 0; i < _points; i = Next(i))
        {
            TWide real = Load(PathChiRows.Momentum, i);
            TWide loss = TWide.Of(1) / Load(PathChiRows.MeanFreePath, i);
            TWide squareReal = real * real - loss * loss;
            TWide squareImaginary = TWide.MultiplyAdd(real + real, loss, broadening);
            (TWide re, TWide im) = Root(squareReal, squareImaginary);
            Store(re, PathChiRows.P, i);
            Store(im, PathChiRows.P + 1, i);
            TWide q = Load(PathChiRows.Q, i);
            Store(Load(PathChiRows.Amplitude, i) / q, PathChiRows.Strength, i);
            Store(TWide.MultiplyAdd(TWide.Of(2 * _reff), q, Load(PathChiRows.Phase, i)), PathChiRows.Angle, i);
        }
    }

    /// <summary>What the derivatives by E₀ and Eᵢ need besides.</summary>
    public void Slopes()
    {
        TWide half = TWide.Of(0.5);
        for (nuint i = 0; i < _points; i = Next(i))
        {
            TWide re = Load(PathChiRows.P, i),
                im = Load(PathChiRows.P + 1, i);
            // 1/(2p)
            TWide scale = half / (re * re + im * im);
            TWide inverseReal = re * scale,
                inverseImaginary = -(im * scale);
            TWide perEnergy = TWide.Of(1 / PhotoelectronWavenumber.EnergyPerSquare);
            Store(-(inverseImaginary * perEnergy), PathChiRows.PByEi, i);
            Store(inverseReal * perEnergy, PathChiRows.PByEi + 1, i);

            TWide turn = Load(PathChiRows.QByE0, i);
            TWide real = Load(PathChiRows.Momentum, i);
            TWide loss = TWide.Of(1) / Load(PathChiRows.MeanFreePath, i);
            TWide realSlope = Load(PathChiRows.MomentumSlope, i) * turn;
            TWide lossSlope = -(Load(PathChiRows.MeanFreePathSlope, i) * turn * loss * loss);
            TWide squareReal = real * realSlope - loss * lossSlope;
            TWide squareImaginary = real * lossSlope + loss * realSlope;
            squareReal += squareReal;
            squareImaginary += squareImaginary;
            Store(squareReal * inverseReal - squareImaginary * inverseImaginary, PathChiRows.PByE0, i);
            Store(squareReal * inverseImaginary + squareImaginary * inverseReal, PathChiRows.PByE0 + 1, i);

            TWide q = Load(PathChiRows.Q, i);
            Store((Load(PathChiRows.AmplitudeSlope, i) - Load(PathChiRows.Strength, i)) * turn / q, PathChiRows.StrengthByE0, i);
            Store((TWide.Of(2 * _reff) + Load(PathChiRows.PhaseSlope, i)) * turn, PathChiRows.AngleByE0, i);
        }
    }

    /// <summary>χ.</summary>
    public void Values(in PathParameters p, ref double chi)
    {
        double distance = _reff + p.DeltaR;
        TWide scale = TWide.Of(p.N * p.S02 / (distance * distance));
        Exponent exponent = new(p, _reff);
        for (nuint i = 0; i < _points; i = Next(i))
        {
            Momentum m = new(Load(PathChiRows.P, i), Load(PathChiRows.P + 1, i));
            (TWide size, TWide angle) = exponent.Of(m, Load(PathChiRows.Angle, i));
            (TWide sin, _) = SineCosine.Of(angle);
            TWide.Store(scale * Load(PathChiRows.Strength, i) * TWide.Exp2(size) * sin, ref chi, i);
        }
    }

    /// <summary>χ and its derivatives.</summary>
    public void Derivatives(in PathParameters p, ref double chi, ref double derivatives)
    {
        double distance = _reff + p.DeltaR;
        TWide perDistance = TWide.Of(1 / (distance * distance));
        TWide amount = TWide.Of(p.N * p.S02);
        Exponent exponent = new(p, _reff);
        nuint n = _points;
        for (nuint i = 0; i < n; i = Next(i))
        {
            Momentum m = new(Load(PathChiRows.P, i), Load(PathChiRows.P + 1, i));
            (TWide size, TWide angle) = exponent.Of(m, Load(PathChiRows.Angle, i));
            (TWide sin, TWide cos) = SineCosine.Of(angle);
            TWide damping = perDistance * TWide.Exp2(size);
            TWide unit = damping * Load(PathChiRows.Strength, i);
            TWide single = unit * sin;
            // χ̂ = x + iy; the derivative of a logarithm a + ib gives a·y + b·x.
            TWide x = amount * unit * cos;
            TWide y = amount * single;
            TWide.Store(y, ref chi, i);
            TWide.Store(TWide.Of(p.S02) * single, ref derivatives, i);
            TWide.Store(TWide.Of(p.N) * single, ref derivatives, n + i);
            (TWide a, TWide b) = exponent.ByMomentum(m, Load(PathChiRows.PByE0, i), Load(PathChiRows.PByE0 + 1, i));
            b += Load(PathChiRows.AngleByE0, i);
            TWide.Store(a * y + b * x + amount * damping * Load(PathChiRows.StrengthByE0, i) * sin, ref derivatives, 2 * n + i);
            TWide two = TWide.Of(2);
            a = TWide.Of(-2 / distance) - two * m.Im;
            TWide.Store(a * y + two * m.Re * x, ref derivatives, 3 * n + i);
            TWide perReff = TWide.Of(4 / _reff);
            a = perReff * m.Im - two * m.SquareRe;
            b = perReff * m.Re + two * m.SquareIm;
            TWide.Store(a * y - b * x, ref derivatives, 4 * n + i);
            a = m.SquareRe * m.Im + m.SquareIm * m.Re;
            b = m.SquareRe * m.Re - m.SquareIm * m.Im;
            TWide.Store(TWide.Of(4.0 / 3) * (a * y - b * x), ref derivatives, 5 * n + i);
            TWide.Store(TWide.Of(2.0 / 3) * (m.FourthRe * y + m.FourthIm * x), ref derivatives, 6 * n + i);
            (a, b) = exponent.ByMomentum(m, Load(PathChiRows.PByEi, i), Load(PathChiRows.PByEi + 1, i));
            TWide.Store(a * y + b * x, ref derivatives, 7 * n + i);
        }
    }

    private nuint Next(nuint i)
    {
        nuint count = (nuint)TWide.Count;
        nuint next = i + count;
        return next >= _points || next + count <= _points ? next : _points - count;
    }

    private TWide Load(int row, nuint i) => TWide.Load(ref _rows, (nuint)row * _stride + i);

    private void Store(TWide value, int row, nuint i) => TWide.Store(value, ref _rows, (nuint)row * _stride + i);

    /// <summary>The root with a positive real part; the smaller part by division, so that it keeps its digits.</summary>
    private static (TWide Re, TWide Im) Root(TWide re, TWide im)
    {
        TWide half = TWide.Of(0.5);
        TWide size = TWide.Sqrt(re * re + im * im);
        TWide larger = TWide.Sqrt(half * (size + TWide.WhereNegative(re, -re, re)));
        TWide smaller = half * im / larger;
        return (
            TWide.WhereNegative(re, TWide.WhereNegative(im, -smaller, smaller), larger),
            TWide.WhereNegative(re, TWide.WhereNegative(im, -larger, larger), smaller)
        );
    }

    /// <summary>p, p² and p⁴.</summary>
    private readonly struct Momentum(TWide re, TWide im)
    {
        public readonly TWide Re = re;
        public readonly TWide Im = im;
        public readonly TWide SquareRe = re * re - im * im;
        public readonly TWide SquareIm = (re + re) * im;

        public TWide FourthRe => SquareRe * SquareRe - SquareIm * SquareIm;

        public TWide FourthIm => (SquareRe + SquareRe) * SquareIm;
    }

    /// <summary>The exponent Z of χ̂ without the angle 2qR + φ.</summary>
    private readonly struct Exponent(in PathParameters p, double reff)
    {
        private readonly TWide _sigma2 = TWide.Of(-2 * p.Sigma2);
        private readonly TWide _c4 = TWide.Of(2 * p.C4 / 3);
        private readonly TWide _shift = TWide.Of(2 * (p.DeltaR - 2 * p.Sigma2 / reff));
        private readonly TWide _c3 = TWide.Of(-4 * p.C3 / 3);
        private readonly TWide _length = TWide.Of(-2 * reff);

        /// <summary>Re Z in powers of two, and Im Z with the angle.</summary>
        public (TWide Size, TWide Angle) Of(in Momentum m, TWide angle)
        {
            // 2p(ΔR − 2σ²/R − 2p²c₃/3) = p·(f + ig)
            TWide f = TWide.MultiplyAdd(_c3, m.SquareRe, _shift);
            TWide g = _c3 * m.SquareIm;
            TWide size = TWide.MultiplyAdd(_c4, m.FourthRe, TWide.MultiplyAdd(_sigma2, m.SquareRe, _length * m.Im));
            size -= TWide.MultiplyAdd(m.Re, g, m.Im * f);
            angle = TWide.MultiplyAdd(_c4, m.FourthIm, TWide.MultiplyAdd(_sigma2, m.SquareIm, angle));
            angle += TWide.MultiplyAdd(m.Re, f, -(m.Im * g));
            return (size * TWide.Of(VectorMath.Log2E), angle);
        }

        /// <summary>dZ for a change (u, v) of p.</summary>
        public (TWide Re, TWide Im) ByMomentum(in Momentum m, TWide u, TWide v)
        {
            // dZ/dp = (−2σ² + 4c₄p²/3)·2p + i(2ΔR − 4σ²/R − 4c₃p²), and −2R of Im p.
            TWide three = TWide.Of(3);
            TWide two = TWide.Of(2);
            TWide f = two * TWide.MultiplyAdd(two * _c4, m.SquareRe, _sigma2);
            TWide g = two * two * _c4 * m.SquareIm;
            TWide re = f * m.Re - g * m.Im - three * _c3 * m.SquareIm;
            TWide im = f * m.Im + g * m.Re + TWide.MultiplyAdd(three * _c3, m.SquareRe, _shift);
            return (re * u - im * v + _length * v, re * v + im * u);
        }
    }
}
