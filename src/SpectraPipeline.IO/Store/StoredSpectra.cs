using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>Reads a final spectra file back into a series.</summary>
internal static class StoredSpectra
{
    internal static SpectralSeries Read(
        DuckConnection connection,
        string path,
        AxisRow axis,
        IReadOnlyCollection<int>? frames,
        IEnumerable<FrameRow> known
    )
    {
        Dictionary<string, string> footer = Footer(connection, path);
        AxisCard card = Json<AxisCard>(footer, "axis") with { Values = axis.Values };
        Axis? second = axis.Values2 is null ? null : (Json<AxisCard>(footer, "axis2") with { Values = axis.Values2 }).ToAxis();
        ChannelCard[] cards = Json<ChannelCard[]>(footer, "channels");
        string source = SqlText.Parquet(path);
        if (frames is not null)
            source +=
                frames.Count == 0
                    ? " WHERE false"
                    // A long list becomes a join, which keeps no order: without this the two queries below would disagree about which row is whose.
                    : $" WHERE frame IN ({string.Join(", ", frames.Select(f => f.ToString(CultureInfo.InvariantCulture)))}) ORDER BY frame";

        var byFrame = known.DistinctBy(f => f.Frame).ToDictionary(f => f.Frame);
        var info = new List<FrameInfo>();
        var faults = new List<Fault?>();
        using (DuckRows rows = connection.Query($"SELECT frame, status FROM {source}"))
            while (rows.Next())
                for (int i = 0; i < rows.Count; i++)
                {
                    int frame = (int)rows[0].Get<long>(i);
                    FrameRow? row = byFrame.TryGetValue(frame, out FrameRow found) ? found : null;
                    info.Add(Info(frame, row));
                    faults.Add(
                        rows[1].Text(i) == "faulted"
                            ? new Fault("stored", "faulted", row?.Message ?? "Faulted; see the table faults.")
                            : null
                    );
                }

        int points = card.Values.Length * (second?.Length ?? 1);
        Channel[] channels =
        [
            .. cards.Select(c => new Channel(
                c.Name,
                new Signal(c.Kind, c.Unit),
                info.Count,
                points,
                new double[checked(info.Count * points)]
            )),
        ];
        SpectraTable.Read(connection, source, [.. channels.Select((c, i) => (SpectraTable.Column(i, c.Name), (Array)c.Values))], points);
        return new SpectralSeries(axis.Series, card.ToAxis(), channels, info, [.. faults], info.Count > 0 ? info[0].Frame : 0, second);
    }

    /// <summary>Key-value entries of a Parquet footer.</summary>
    internal static Dictionary<string, string> Footer(DuckConnection connection, string path)
    {
        var entries = new Dictionary<string, string>();
        using DuckRows rows = connection.Query($"SELECT decode(key), decode(value) FROM parquet_kv_metadata({SqlText.Literal(path)})");
        while (rows.Next())
            for (int i = 0; i < rows.Count; i++)
                entries[rows[0].Text(i)] = rows[1].Text(i);
        return entries;
    }

    private static T Json<T>(Dictionary<string, string> footer, string key) =>
        footer.TryGetValue(key, out string? json)
            ? JsonSerializer.Deserialize<T>(json, StoreJson.Options)!
            : throw new UserException($"The spectra file has no '{key}' in its footer; it was not written by this program.");

    private static FrameInfo Info(int frame, FrameRow? row) =>
        row is not { } r
            ? new() { Frame = frame, File = "" }
            : new()
            {
                Frame = frame,
                File = r.File,
                IndexInFile = r.IndexInFile,
                TimeS = r.TimeS,
                PotentialV = r.PotentialV,
                PotentialSdV = r.PotentialSdV,
                PotentialIrV = r.PotentialIrV,
                PotentialRheV = r.PotentialRheV,
                CurrentA = r.CurrentA,
            };
}
