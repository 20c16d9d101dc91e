using System.Globalization;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>What readers doubt about the files that they read, each doubt once a series with the number of files. Made of the rows of the files, so that
/// it is the same after a resume and for any number of workers.</summary>
public static class FileNotes
{
    private const int MostOfSeries = 5;

    /// <summary>Warnings <c>file-note</c>: the most frequent doubts of each series.</summary>
    public static IEnumerable<FaultRow> Of(IEnumerable<FileRow> files) =>
        files
            .Where(f => f is { Status: "read", Message: { Length: > 0 } })
            .GroupBy(f => f.Series)
            .SelectMany(series =>
                series
                    .GroupBy(f => f.Message!)
                    // A stable sort: of equal numbers the doubt of the earlier file comes first.
                    .OrderByDescending(doubt => doubt.Count())
                    .Take(MostOfSeries)
                    .Select(doubt => new FaultRow
                    {
                        Series = series.Key,
                        Frame = -1,
                        Step = "read",
                        Code = "file-note",
                        Severity = "warning",
                        Message = string.Create(
                            CultureInfo.InvariantCulture,
                            $"{(doubt.Count() == 1 ? "" : $"{doubt.Count()} files, as ")}{doubt.First().File}: {doubt.Key}"
                        ),
                    })
            );
}
