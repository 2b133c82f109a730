using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Logs.Evtx;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Benchmarks;

/// <summary>What reading event logs and evaluating rules over them costs, in turn in one process, CPU time.</summary>
static class EvtxFigures
{
    /// <summary>Rounds that a figure is the median of; the first of all is a figure of its own, for nothing is warm then.</summary>
    const int Rounds = 15;

    public static void Print(RuleSet rules, string folder, Action<string, double, string> print)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.evtx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var megabytes = files.Sum(static file => new FileInfo(file).Length) / 1e6;
        print("files", files.Length, "files");
        print("size", megabytes, "MB");
        var none = RuleSet.Compile(SigmaContent.Empty, PipelineSet.BuiltIn);
        (string Name, Func<long> Run)[] runs =
        [
            ("evaluate", () => Hunt(rules, files, isRemembering: true)),
            ("evaluate-without-memory", () => Hunt(rules, files, isRemembering: false)),
            ("route-only", () => Hunt(none, files, isRemembering: true)),
            ("every-field", () => ReadAll(files)),
            ("bytes-only", () => ReadBytes(files)),
        ];
        var cpu = new double[runs.Length][];
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < runs.Length; i++)
            {
                cpu[i] ??= new double[Rounds];
                var before = Environment.CpuUsage.TotalTime;
                var count = runs[i].Run();
                var taken = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                if (round < 0)
                {
                    print(runs[i].Name, count, runs[i].Name.StartsWith("evaluate", StringComparison.Ordinal) ? "matches" : runs[i].Name == "bytes-only" ? "bytes" : "records");
                    print(runs[i].Name + "-first", taken, "ms CPU");
                }
                else
                {
                    cpu[i][round] = taken;
                }
            }
        }

        for (var i = 0; i < runs.Length; i++)
        {
            Array.Sort(cpu[i]);
            print(runs[i].Name + "-cpu", cpu[i][Rounds / 2], "ms CPU");
            print(runs[i].Name + "-cpu-per-mb", cpu[i][Rounds / 2] / megabytes, "ms CPU per MB");
        }
    }

    static long Hunt(RuleSet rules, string[] files, bool isRemembering)
    {
        var sink = new Counts();
        LogHunt.Run(
            files.Select(static file => new LogInput(file, () => Open(file), Format: LogFormat.Evtx)), rules,
            new HuntOptions { Threads = 1, IsRemembering = isRemembering }, sink, CancellationToken.None);
        return rules.Rules.Count == 0 ? sink.Records : sink.Matches;
    }

    static long ReadAll(string[] files)
    {
        var record = new LogEvent();
        var records = 0L;
        foreach (var file in files)
        {
            using var reader = new EvtxLogReader(Open(file), file, LogReadOptions.Default);
            while (reader.Read(record))
            {
            }

            records += reader.Records;
        }

        return records;
    }

    static long ReadBytes(string[] files)
    {
        var buffer = new byte[65_536];
        var bytes = 0L;
        foreach (var file in files)
        {
            using var stream = Open(file);
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                bytes += read;
            }
        }

        return bytes;
    }

    static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    sealed class Counts : IHuntSink
    {
        public long Records { get; private set; }

        public long Matches { get; private set; }

        public void OnMatch(in RecordMatch match) => Matches += match.RuleIndexes.Length;

        public void OnFile(FileTally file) => Records += file.Records;

        public void OnProfile(RuleProfile profile)
        {
        }
    }
}
