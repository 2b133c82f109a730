using System.Diagnostics;
using Merlon.Documents;
using Merlon.Sigma;
using Merlon.Sigma.Linting;

namespace Merlon.Benchmarks;

/// <summary>What reading a folder of rules costs, step by step: files, YAML trees, rules; the first time and warm.</summary>
static class RuleFigures
{
    /// <summary>Further rounds in the same process, whose best is the warm figure.</summary>
    const int Rounds = 5;

    public static void Print(string folder, Action<string, double, string> print)
    {
        var before = Environment.CpuUsage.TotalTime;
        var paths = Directory.GetFiles(folder, "*.yml", SearchOption.AllDirectories);
        var files = Array.ConvertAll(paths, File.ReadAllBytes);
        print("read-files-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        print("files", files.Length, "files");
        Measure("yaml", files, static file => YamlDocument.ReadAll(file, "-", ReadLimits.Default).Diagnostics.Count, print);
        Measure("sigma", files, static file => SigmaReader.Read(file, "-", ReadLimits.Default).Value?.Count ?? 0, print);
        Lint(files, print);
    }

    static void Lint(byte[][] files, Action<string, double, string> print)
    {
        var lint = new SigmaLint(SigmaLintOptions.Default);
        var before = Environment.CpuUsage.TotalTime;
        var read = files.Select((file, i) => lint.CheckFile(file, $"{i}")).ToList();
        print("lint-files-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        before = Environment.CpuUsage.TotalTime;
        var findings = lint.CheckTogether(read, CancellationToken.None);
        print("lint-together-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        print("lint-findings", read.Sum(static one => one.Findings.Count) + findings.Count, "findings");
    }

    static void Measure(string name, byte[][] files, Func<byte[], int> read, Action<string, double, string> print)
    {
        var best = double.MaxValue;
        for (var round = 0; round <= Rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            var sum = files.Sum(read);
            var cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            if (round == 0)
            {
                print(name + "-first-cpu", cpu, "ms");
                print(name + "-first", watch.Elapsed.TotalMilliseconds, "ms");
                print(name + "-allocated", (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6, "MB");
                print(name + "-sum", sum, "");
            }

            best = Math.Min(best, cpu);
        }

        print(name + "-warm-cpu", best, "ms");
    }
}
