using System.Diagnostics;
using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces;

namespace Merlon.Benchmarks;

/// <summary>
/// One measurement per process, because what is measured is what a person waits for: a fresh process, nothing warm. Prints
/// <c>name value unit</c> lines; CPU and peak memory of the whole process are measured from outside (bench/read-release.sh).
/// </summary>
static class Program
{
    /// <summary>Look-ups that one figure is the mean of.</summary>
    const int LookUps = 100_000;

    static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["load", var address, var token, var perSecond, var seconds, .. var paths]:
                await LoadFigures.PrintAsync(address, token, int.Parse(perSecond, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture), Print, paths.Length > 0 ? paths : null);
                return 0;
            case ["browser", var address, var token, var floor]:
                await BrowserFigures.PrintAsync(address, token, floor, Console.Out);
                return 0;
            case ["floor", var port]:
                await WebFloor.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture));
                return 0;
            case ["web-token", var workspace]:
                Console.WriteLine(WebFloor.MakeToken(workspace));
                return 0;
            case ["read-release", var path]:
                ReadRelease(path);
                return 0;
            case ["open-stored", var folder]:
                OpenStored(folder);
                return 0;
            case ["open-pack"]:
                OpenPack();
                return 0;
            case ["lookup"]:
                LookUp();
                return 0;
            case ["search", .. var paths] when paths.Length > 0:
                SearchFigures.Print(paths, Print);
                return 0;
            case ["attribution", var mode, .. var paths]:
                AttributionFigures.Print(paths.Length == 0 ? BuiltInRelease.Open() : SearchFigures.ReadAll(paths), Print, mode);
                return 0;
            case ["detect", var rules, var log]:
                DetectionFigures.Print(rules, log, Print);
                return 0;
            case ["evtx", var rules, var folder]:
                EvtxFigures.Print(DetectionFigures.ReadRules(rules), folder, Print);
                return 0;
            case ["hunt", var rules, var log, var threads]:
                DetectionFigures.PrintHunt(rules, log, int.Parse(threads, CultureInfo.InvariantCulture), Print);
                return 0;
            case ["rules", var folder]:
                RuleFigures.Print(folder, Print);
                return 0;
            case ["plan", var which, var seconds, .. var folder] when folder.Length < 2:
                PlanFigures.Print(which, folder.Length > 0 ? folder[0] : null, double.Parse(seconds, CultureInfo.InvariantCulture));
                return 0;
            case ["frontier", var folder, var asOf, .. var steps]:
                await FrontierFigures.PrintAsync(folder, asOf, steps.Length > 0 ? long.Parse(steps[0], CultureInfo.InvariantCulture) : FrontierDepth.Usual.StepsMax);
                return 0;
            default:
                Console.Error.WriteLine(
                    "usage: Merlon.Benchmarks read-release BUNDLE | open-stored WORKSPACE | open-pack | lookup | search BUNDLE… | detect RULES NDJSON | evtx RULES FOLDER | hunt RULES NDJSON THREADS | rules FOLDER | plan INSTANCE SECONDS [MAPPINGS] | frontier ORGANISATION DATE [STEPS] | attribution MODE [BUNDLE…] | load ADDRESS TOKEN PER_SECOND SECONDS [PATH…] | browser ADDRESS TOKEN FLOOR | floor PORT | web-token WORKSPACE");
                return 2;
        }
    }

    static void ReadRelease(string path)
    {
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var read = StixReader.Read([new StixBundle(path, File.ReadAllBytes(path))], version: null, ReadLimits.Default);
        Print("read-release", watch.Elapsed.TotalMilliseconds, "ms");
        Print("read-release-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        Print("objects", read.Value?.Objects.Count ?? 0, "objects");
        Print("collections", GC.CollectionCount(0), "collections");
        Print("collecting", GC.GetTotalPauseDuration().TotalMilliseconds, "ms");
        Print("allocated", GC.GetTotalAllocatedBytes() / 1e6, "MB");
    }

    static void OpenStored(string folder)
    {
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        using var workspace = Workspace.Open(new WorkspaceOptions(folder, WorkspaceAccess.Read, TimeProvider.System));
        var release = workspace.LoadRelease(progress: null).Value ?? throw new InvalidOperationException("the workspace has no release");
        Print("open-stored", watch.Elapsed.TotalMilliseconds, "ms");
        Print("open-stored-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        watch.Restart();
        var chars = release.Relationships[0].Description.Length;
        Print("first-relationship", watch.Elapsed.TotalMilliseconds, "ms");
        Print("objects", release.Objects.Count + (chars < 0 ? 1 : 0), "objects");
    }

    static void OpenPack()
    {
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var release = BuiltInRelease.Open();
        Print("open-pack", watch.Elapsed.TotalMilliseconds, "ms");
        Print("open-pack-cpu", (Environment.CpuUsage.TotalTime - before).TotalMilliseconds, "ms");
        watch.Restart();
        var citations = release.Relationships[0].Citations.Count;
        Print("first-citation", watch.Elapsed.TotalMilliseconds, "ms");
        Print("objects", release.Objects.Count + (citations < 0 ? 1 : 0), "objects");
    }

    static void LookUp()
    {
        var release = BuiltInRelease.Open();
        string[] ids = [.. release.Objects.Select(static o => o.Id)];
        var watch = Stopwatch.StartNew();
        var found = 0;
        for (var i = 0; i < LookUps; i++)
        {
            found += release.TryFind(ids[i % ids.Length], out _) ? 1 : 0;
        }

        Print("find-by-id", watch.Elapsed.TotalMicroseconds / LookUps, "µs");
        watch.Restart();
        foreach (var group in release.All<Group>())
        {
            found += release.TechniquesOf(group).Count;
        }

        Print("techniques-of-group", watch.Elapsed.TotalMicroseconds / release.All<Group>().Count, "µs");
        watch.Restart();
        foreach (var technique in release.Techniques)
        {
            found += release.DataComponentsOf(technique).Count;
        }

        Print("data-components-of-technique", watch.Elapsed.TotalMicroseconds / release.Techniques.Count, "µs");
        Print("found", found, "objects");
    }

    static void Print(string name, double value, string unit)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
}
