using System.Diagnostics;
using System.Globalization;
using Merlon.Assessment;
using Merlon.Workspaces;

namespace Merlon.Benchmarks;

/// <summary>The best plan for every budget of an organisation: how soon there is a stair, and how soon all of it is proven.</summary>
static class FrontierFigures
{
    public static async Task PrintAsync(string folder, string asOf, long steps)
    {
        using var workspace = Workspace.Open(new WorkspaceOptions(Path.Combine(folder, ".merlon"), WorkspaceAccess.Read, TimeProvider.System));
        var request = new AssessRequest(folder, ReleasePath: null, ReleaseVersion: null, [], DateOnly.Parse(asOf, CultureInfo.InvariantCulture), Record: false);
        var assessment = (await workspace.AssessAsync(request, progress: null, CancellationToken.None)).Value ?? throw new InvalidDataException($"{folder} cannot be assessed");
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var depth = FrontierDepth.Usual with { Better = (frontier, searches) => Print(frontier, searches), StepsMax = steps };
        var made = PlanFrontier.Of(assessment.Input, assessment.Organisation.Planning, depth);
        Print(made, -1);
        if (Environment.GetEnvironmentVariable("MERLON_BENCH_POINTS") is not null)
        {
            foreach (var point in made.Points)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"point {point.Cost} {point.UpTo} {point.Covered:0.0000000} {point.Worth:0.0000000000} {point.Bound:0.0000000000} {point.IsProven}"));
            }
        }

        void Print(PlanFrontier frontier, int searches)
        {
            var open = frontier.Points.Where(static point => !point.IsProven).Select(static point => (point.Bound - point.Worth) / point.Bound).DefaultIfEmpty(0).Max();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"frontier searches={searches} plans={frontier.Points.Count} proven={frontier.Points.Count(static point => point.IsProven)} widest gap {open * 100:0.00} % whole={frontier.IsWhole} {watch.Elapsed.TotalSeconds:0.0} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.0} s of processors"));
        }
    }
}
