using System.Diagnostics;
using System.Text.Json;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Benchmarks;

/// <summary>
/// What evaluating rules over NDJSON costs beside a bare loop of Utf8JsonReader over the same file, in turn in one process, CPU
/// time: other work on the machine would count in wall time. Wall time only for what a second thread gains.
/// </summary>
static class DetectionFigures
{
    /// <summary>Rounds that a figure is the median of; one more before them does not count.</summary>
    const int Rounds = 5;

    const int WindowBytes = 1024 * 1024;

    public static void Print(string folder, string file, Action<string, double, string> print)
    {
        var before = Environment.CpuUsage.TotalTime;
        var rules = ReadRules(folder);
        print("rules", rules.Rules.Count, "rules");
        print("rules-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        var none = RuleSet.Compile(SigmaContent.Empty, PipelineSet.BuiltIn);
        (string Name, Func<long> Run)[] runs =
        [
            ("reader-loop", () => ReadTokens(file)),
            ("tokenise-and-route", () => Hunt(none, file, threads: 1, isRemembering: true)),
            ("evaluate", () => Hunt(rules, file, threads: 1, isRemembering: true)),
            ("evaluate-without-memory", () => Hunt(rules, file, threads: 1, isRemembering: false)),
            ("evaluate-2-threads", () => Hunt(rules, file, threads: 2, isRemembering: true)),
        ];
        var cpu = new double[runs.Length, Rounds];
        var wall = new double[runs.Length, Rounds];
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < runs.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                before = Environment.CpuUsage.TotalTime;
                var found = runs[i].Run();
                if (round < 0)
                {
                    print(runs[i].Name, found, i == 0 ? "tokens" : "matches");
                    continue;
                }

                cpu[i, round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                wall[i, round] = watch.Elapsed.TotalMilliseconds;
            }
        }

        var loop = Median(cpu, 0);
        for (var i = 0; i < runs.Length; i++)
        {
            print(runs[i].Name + "-cpu", Median(cpu, i), "ms");
            print(runs[i].Name + "-ratio", Median(cpu, i) / loop, "of the loop");
        }

        print("two-threads-gain", Median(wall, 2) / Median(wall, 4), "times, wall");
    }

    /// <summary>One hunt in a fresh process: its peak memory is measured from outside.</summary>
    public static void PrintHunt(string folder, string file, int threads, Action<string, double, string> print)
    {
        var rules = ReadRules(folder);
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        print("matches", Hunt(rules, file, threads, isRemembering: true), "matches");
        print("hunt-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        print("hunt-wall", watch.Elapsed.TotalMilliseconds, "ms");
        print("memory", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB at most");
    }

    /// <summary>All rules below a folder, compiled.</summary>
    public static RuleSet ReadRules(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).StartsWith("rules", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return RuleSet.Compile(
            SigmaContent.Merge(files.Select(static path => SigmaReader.ReadContent(File.ReadAllBytes(path), path, SigmaReadOptions.Default).Value ?? SigmaContent.Empty)),
            PipelineSet.BuiltIn);
    }

    // Line by line from a buffer of its own, every token, no value taken: the floor of whatever reads with the framework.
    static long ReadTokens(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[WindowBytes];
        var tokens = 0L;
        var length = 0;
        while (stream.Read(buffer, length, buffer.Length - length) is var read and > 0)
        {
            length += read;
            var at = 0;
            while (buffer.AsSpan(at, length - at).IndexOf((byte)'\n') is var end and >= 0)
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(at, end));
                while (reader.Read())
                {
                    tokens++;
                }

                at += end + 1;
            }

            buffer.AsSpan(at, length - at).CopyTo(buffer);
            length -= at;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return tokens;
    }

    static long Hunt(RuleSet rules, string file, int threads, bool isRemembering)
    {
        var count = new Count();
        LogHunt.Run([new LogInput(file, () => File.OpenRead(file))], rules, new HuntOptions { Threads = threads, IsRemembering = isRemembering }, count, CancellationToken.None);
        return count.Matches;
    }

    static double Median(double[,] of, int row)
    {
        var sorted = Enumerable.Range(0, Rounds).Select(i => of[row, i]).Order().ToArray();
        return sorted[Rounds / 2];
    }

    sealed class Count : IHuntSink
    {
        public long Matches { get; private set; }

        public void OnMatch(in RecordMatch match) => Matches += match.RuleIndexes.Length;

        public void OnFile(FileTally file)
        {
        }
    }
}
