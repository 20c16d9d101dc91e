using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;

namespace SpectraPipeline.Fuzz;

/// <summary>What one worker process found.</summary>
internal sealed record FuzzResult
{
    public long Reads { get; set; }
    public long Refused { get; set; }
    public double SlowestSeconds { get; set; }

    /// <summary>How long the run took.</summary>
    public double Seconds { get; set; }

    /// <summary>Largest of allocated bytes minus what the rule allows for the decoded size (negative when all is well).</summary>
    public long WorstExcess { get; set; } = long.MinValue;
    public List<string> Findings { get; set; } = [];
}

/// <summary>Reads damaged files of one format in a process of its own, so that a dead process is a finding and not the end.</summary>
internal sealed class FuzzWorker(FuzzSettings settings, string folder)
{
    private const double Patience = 2;
    private const double HangSeconds = 30;
    private const long FreeBytes = 64L << 20;

    private readonly FuzzResult _result = new();
    private long _started;
    private string _case = "";

    /// <summary>Reads mutations of every seed file of a format; prints the result as one line of JSON.</summary>
    public int Run(string format)
    {
        List<(string Name, byte[] Bytes)> seeds = FuzzSeeds.Of(format);
        var watchdog = new Thread(Watch) { IsBackground = true };
        watchdog.Start();
        var total = Stopwatch.StartNew();
        for (int round = 0; round < settings.Mutations || total.Elapsed.TotalSeconds < settings.Seconds; round++)
        {
            if (round >= settings.Mutations && seeds.Count == 0)
                break;
            for (int s = 0; s < seeds.Count; s++)
            {
                // Each case has a random source of its own, so that it can be made again from its name alone.
                var random = new Random(HashCode(settings.Seed, s, round));
                byte[] other = seeds[random.Next(seeds.Count)].Bytes;
                byte[] bytes = Mutation.Of(seeds[s].Bytes, other, random);
                One(format, bytes, $"{seeds[s].Name} seed {settings.Seed} file {s} round {round}");
            }
        }
        _result.Seconds = total.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(_result));
        return 0;
    }

    private void One(string format, byte[] bytes, string what)
    {
        _case = what;
        File.WriteAllBytes(Path.Combine(folder, $"{format}.last"), bytes);
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        long before = GC.GetAllocatedBytesForCurrentThread();
        long decoded = 0;
        try
        {
            // Every other file goes through the choice of the reader, so that sniffers see damage too.
            SpectrumFile file = ReaderCatalog.Default.Read(bytes, "fuzz.bin", ReadHints.None, _result.Reads % 2 == 0 ? format : null);
            decoded = Check(file);
        }
        catch (BadFileException)
        {
            _result.Refused++;
        }
#pragma warning disable CA1031 // That no other exception leaves a reader is what is tested.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Find(format, bytes, what, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} {Where(e)}");
        }
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        Volatile.Write(ref _started, 0);
        long excess = GC.GetAllocatedBytesForCurrentThread() - before - FreeBytes - 8 * decoded;
        _result.Reads++;
        _result.SlowestSeconds = Math.Max(_result.SlowestSeconds, seconds);
        _result.WorstExcess = Math.Max(_result.WorstExcess, excess);
        if (seconds > Patience)
            Find(format, bytes, what, string.Create(CultureInfo.InvariantCulture, $"took {seconds:F1} s"));
        if (excess > 0)
            Find(format, bytes, what, $"allocated {excess + FreeBytes + 8 * decoded} bytes for {decoded} decoded");
        if (decoded > Math.Min(1L << 31, 200L * bytes.Length + 65_536))
            Find(format, bytes, what, $"decoded {decoded} bytes from {bytes.Length}");
    }

    /// <summary>Bytes of the numbers that were decoded; arrays that spectra share count once.</summary>
    private static long Check(SpectrumFile file)
    {
        if (file.Spectra.Count == 0)
            throw new InvalidOperationException("no spectra and no exception");
        var seen = new HashSet<double[]>(ReferenceEqualityComparer.Instance);
        long bytes = 0;
        foreach (SpectrumData s in file.Spectra)
        {
            if (s.Channels.Count == 0 || s.Channels.Any(c => c.Values.Length != s.X.Length))
                throw new InvalidOperationException("channels and x have different lengths");
            foreach (double[] values in s.Channels.Select(c => c.Values).Append(s.X))
                bytes += seen.Add(values) ? 8L * values.Length : 0;
        }
        return bytes;
    }

    private void Find(string format, byte[] bytes, string what, string how)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{format}-{_result.Findings.Count}");
        if (_result.Findings.Count < 20)
            File.WriteAllBytes(Path.Combine(folder, key), bytes);
        if (_result.Findings.Count < 100)
            _result.Findings.Add($"{key}: {what}: {how}");
    }

    private static string Where(Exception e) =>
        e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("SpectraPipeline.IO", StringComparison.Ordinal))?.Trim() ?? "";

    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(1000);
            long started = Volatile.Read(ref _started);
            if (started == 0 || Stopwatch.GetElapsedTime(started).TotalSeconds < HangSeconds)
                continue;
            _result.Findings.Add($"{_case}: still running after {HangSeconds} s; the file is kept as *.last");
            Console.WriteLine(JsonSerializer.Serialize(_result));
            Environment.Exit(0);
        }
    }

    /// <summary>The same for every process, unlike System.HashCode.</summary>
    private static int HashCode(int seed, int file, int round)
    {
        ulong h = ((ulong)(uint)seed << 40) ^ ((ulong)(uint)file << 24) ^ (uint)round;
        h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9;
        h = (h ^ (h >> 27)) * 0x94D049BB133111EB;
        return (int)(h ^ (h >> 31));
    }
}
