using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Structures;

/// <summary>A symmetry operation as CIF writes it: <c>-x+1/2,y,z-x</c>. Three rows of four: factors of x, y, z and a shift.</summary>
internal sealed class SymmetryOperation
{
    private readonly double[] _rows = new double[12];

    /// <summary>The place that a place goes to, both fractional.</summary>
    public Vector3d Apply(Vector3d p) => new(Row(0, p), Row(1, p), Row(2, p));

    private double Row(int row, Vector3d p) =>
        _rows[4 * row] * p.X + _rows[4 * row + 1] * p.Y + _rows[4 * row + 2] * p.Z + _rows[4 * row + 3];

    /// <exception cref="BadFileException">It is no operation.</exception>
    public static SymmetryOperation Parse(string text)
    {
        string[] parts = text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant().Split(',');
        if (parts.Length != 3)
            throw Bad(text);
        var operation = new SymmetryOperation();
        for (int row = 0; row < 3; row++)
            operation.ReadRow(parts[row], row, text);
        return operation;
    }

    private void ReadRow(string part, int row, string whole)
    {
        if (part.Length == 0)
            throw Bad(whole);
        for (int i = 0; i < part.Length; )
        {
            double sign = part[i] == '-' ? -1 : 1;
            if (part[i] is '+' or '-')
                i++;
            int end = i;
            while (end < part.Length && part[end] is not ('+' or '-'))
                end++;
            string term = part[i..end];
            int axis = term.Length == 1 ? "xyz".IndexOf(term[0], StringComparison.Ordinal) : -1;
            if (axis >= 0)
                _rows[4 * row + axis] += sign;
            else
                _rows[4 * row + 3] += sign * Fraction(term, whole);
            i = end;
        }
    }

    private static double Fraction(string term, string whole)
    {
        string[] parts = term.Split('/');
        return
            parts.Length <= 2
            && double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double above)
            && double.TryParse(
                parts.Length == 2 ? parts[1] : "1",
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double below
            )
            && below > 0
            ? above / below
            : throw Bad(whole);
    }

    private static BadFileException Bad(string text) => new(0, "a symmetry operation such as -x+1/2,y,z", $"'{text}'");
}
