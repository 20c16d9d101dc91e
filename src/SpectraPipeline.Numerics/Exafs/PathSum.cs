using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Σ χ of the paths of a data set on a stretch of its k grid, with the derivatives by the variables of the fit.</summary>
internal sealed class PathSum
{
    private readonly IPathParameterMap _map;
    private readonly PathChi[] _paths;
    private readonly PathParameters[] _parameters;
    private readonly double[] _derivatives;
    private readonly double[] _chi;
    private readonly double[] _one;
    private readonly double[] _slopes;
    private readonly bool[] _matters;

    // A column only for variables that were seen to matter: of many spectra with variables of their own, each needs few.
    private readonly int[] _slot;
    private readonly int[] _used;
    private double[] _columns = [];
    private int _slots;
    private int _count;
    private readonly int _lead;
    private readonly int _points;

    public PathSum(IReadOnlyList<FeffPath> paths, IPathParameterMap map, ReadOnlySpan<double> grid, int first, int points)
    {
        _map = map;
        // A path's first point is extrapolated: one more is taken before the stretch, unless it begins with the grid.
        _lead = Math.Min(1, first);
        _points = points;
        ReadOnlySpan<double> stretch = grid.Slice(first - _lead, points + _lead);
        _paths = new PathChi[paths.Count];
        for (int p = 0; p < _paths.Length; p++)
            _paths[p] = new PathChi(paths[p], stretch);
        _parameters = new PathParameters[paths.Count];
        _derivatives = new double[paths.Count * PathParameters.Count * map.Variables];
        (_chi, _one) = (new double[points], new double[stretch.Length]);
        _slopes = new double[PathParameters.Count * stretch.Length];
        _matters = new bool[map.Variables];
        _used = new int[map.Variables];
        _slot = new int[map.Variables];
        _slot.AsSpan().Fill(-1);
    }

    /// <summary>The sum at the last point.</summary>
    public ReadOnlySpan<double> Chi => _chi;

    /// <summary>Whether a parameter of a path depends on the variable there.</summary>
    public bool Matters(int variable) => _matters[variable];

    /// <summary>The variables that matter there.</summary>
    public ReadOnlySpan<int> Used => _used.AsSpan(0, _count);

    /// <summary>Columns that are kept.</summary>
    public int Slots => _slots;

    /// <summary>Place of a variable that matters among the columns.</summary>
    public int Slot(int variable) => _slot[variable];

    /// <summary>∂χ/∂variable there, of a variable that matters.</summary>
    public ReadOnlySpan<double> Column(int variable) => _columns.AsSpan(_slot[variable] * _points, _points);

    public void Evaluate(ReadOnlySpan<double> variables)
    {
        _map.Evaluate(variables, _parameters, _derivatives);
        _chi.AsSpan().Clear();
        _matters.AsSpan().Clear();
        _count = 0;
        for (int p = 0; p < _paths.Length; p++)
        {
            _paths[p].Evaluate(_parameters[p], _one, _slopes);
            Products.AddScaled(_chi, 1, _one.AsSpan(_lead));
            for (int a = 0; a < PathParameters.Count; a++)
                Spread(a, _derivatives.AsSpan(((p * PathParameters.Count) + a) * _map.Variables, _map.Variables));
        }
    }

    // ∂χ/∂parameter goes to every variable that the parameter depends on.
    private void Spread(int parameter, ReadOnlySpan<double> byVariable)
    {
        ReadOnlySpan<double> slope = _slopes.AsSpan((parameter * _one.Length) + _lead, _points);
        for (int v = 0; v < byVariable.Length; v++)
        {
            if (byVariable[v] == 0)
                continue;
            if (!_matters[v])
                Begin(v);
            Products.AddScaled(_columns.AsSpan(_slot[v] * _points, _points), byVariable[v], slope);
        }
    }

    private void Begin(int variable)
    {
        _matters[variable] = true;
        _used[_count++] = variable;
        if (_slot[variable] < 0)
        {
            _slot[variable] = _slots++;
            if (_columns.Length < _slots * _points)
                Array.Resize(ref _columns, 2 * _slots * _points);
        }
        _columns.AsSpan(_slot[variable] * _points, _points).Clear();
    }
}
