using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Agilent;

/// <summary>The tiles NAME_XXXX_YYYY.dmd of a mosaic, put together.</summary>
/// <remarks>Rows are counted as Resolutions counts them in the mosaic's own .dat: the tiles of the highest y number come first.</remarks>
internal sealed class AgilentMosaic
{
    private const int MostTiles = 10_000;
    private readonly AgilentTile[][] _tiles;

    private AgilentMosaic(AgilentTile[][] tiles) => _tiles = tiles;

    public int Columns => _tiles.Sum(c => c[0].Columns);

    public int Rows => _tiles[0].Sum(t => t.Rows);

    public int Points => _tiles[0][0].Points;

    public List<string> Notes { get; } = [];

    /// <summary>Opens the tiles beside the file of the mosaic.</summary>
    /// <exception cref="BadFileException">There is none, one is missing, or they do not fit together.</exception>
    public static AgilentMosaic Open(string name, ReadHints hints)
    {
        var columns = new List<AgilentTile[]>();
        for (int x = 0; x < MostTiles; x++)
        {
            var column = new List<AgilentTile>();
            int most = x == 0 ? MostTiles : columns[0].Length;
            while (column.Count < most && hints.Beside(TileName(name, x, column.Count)) is ReadOnlyMemory<byte> tile)
                column.Add(AgilentTile.Open(tile));
            if (column.Count == 0)
                break;
            if (x > 0 && column.Count != most)
                throw new BadFileException(0, $"the tile '{TileName(name, x, column.Count)}' beside this file", "that it is missing");
            columns.Add([.. column]);
        }
        if (columns.Count == 0)
            throw new BadFileException(
                0,
                $"the tiles of the mosaic ('{TileName(name, 0, 0)}' ...) beside this file",
                "none of them; this file only holds their parameters"
            );
        AgilentTile first = columns[0][0];
        if (columns.Any(c => c.Any(t => (t.Columns, t.Rows, t.Points) != (first.Columns, first.Rows, first.Points))))
            throw new BadFileException(
                0,
                $"tiles of {first.Columns} x {first.Rows} pixels and {first.Points} points like '{TileName(name, 0, 0)}'",
                "tiles that differ"
            );
        SpectrumBudget.Allow((long)first.Columns * first.Rows * columns.Count * columns[0].Length, first.Points, 9);
        return new([.. columns]);
    }

    /// <summary>All spectra, row after row of the whole mosaic.</summary>
    public double[][] Read()
    {
        AgilentTile first = _tiles[0][0];
        int width = Columns;
        double[][] all = new double[width * Rows][];
        for (int x = 0; x < _tiles.Length; x++)
        for (int y = 0; y < _tiles[x].Length; y++)
        {
            double[][] tile = _tiles[x][y].Read();
            int top = (_tiles[x].Length - 1 - y) * first.Rows;
            for (int p = 0; p < tile.Length; p++)
                all[(top + p / first.Columns) * width + x * first.Columns + p % first.Columns] = tile[p];
        }
        return all;
    }

    private static string TileName(string name, int x, int y) => string.Create(CultureInfo.InvariantCulture, $"{name}_{x:D4}_{y:D4}.dmd");
}
