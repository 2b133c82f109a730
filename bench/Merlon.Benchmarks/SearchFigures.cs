using System.Diagnostics;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Search;
using Merlon.Stix;

namespace Merlon.Benchmarks;

/// <summary>What indexing, opening an index and a query cost: the first time in a process, and the median of many. Queries are counted in CPU time, since other work on the machine would count in wall time.</summary>
static class SearchFigures
{
    /// <summary>Runs that a warm figure is the median of.</summary>
    const int Runs = 25;

    static readonly string[] Queries =
    [
        "lsass dump", "powershell", "T1059.001", "cozy bear", "mimikats", "the adversary may use", "\"domain controller\"", "credential access windows registry",
        "co", "kerberoasting tikcet", "HKLM\\Software\\Microsoft", "lateral movement over smb with stolen credentials and remote services",
    ];

    public static AttackRelease ReadAll(string[] bundles)
        => StixReader.Read([.. bundles.Select(static path => new StixBundle(path, File.ReadAllBytes(path)))], version: null, ReadLimits.Default).Value
            ?? throw new InvalidDataException("the bundles make no release");

    public static void Print(string[] bundles, Action<string, double, string> print)
    {
        var release = ReadAll(bundles);
        var watch = Stopwatch.StartNew();
        var bytes = SearchIndex.Build(release).Bytes;
        print("build-index", watch.Elapsed.TotalMilliseconds, "ms");
        print("index-size", bytes.Length, "bytes");
        watch.Restart();
        if (!SearchIndex.TryOpen(release, bytes, out var index))
        {
            throw new InvalidDataException("the index does not open");
        }

        print("open-index", watch.Elapsed.TotalMilliseconds, "ms");
        foreach (var query in Queries)
        {
            var times = new double[Runs];
            for (var run = 0; run < Runs; run++)
            {
                var before = Environment.CpuUsage.TotalTime;
                index.Search(new SearchQuery(query, SearchFilter.None));
                times[run] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            }

            var first = times[0];
            Array.Sort(times);
            print($"query-first-cpu '{query}'", first, "ms");
            print($"query-median-cpu '{query}'", times[Runs / 2], "ms");
        }
    }
}
