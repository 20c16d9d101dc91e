using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report;

public static class ReportWriter
{
    public static void Write(ResultStore store) => ArgumentNullException.ThrowIfNull(store);
}
