using System.Globalization;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Planning;

namespace Merlon.Benchmarks;

/// <summary>
/// The exact plan on instances of real size: weights are counts of procedure examples, costs are drawn from {5, 10, 20, 40, 80} by a fixed
/// seed, budgets are shares of the sum of all costs.
/// </summary>
static class PlanFigures
{
    static readonly long[] Costs = [5, 10, 20, 40, 80];
    static readonly int[] Shares = [5, 10, 20, 30, 50];

    public static void Print(string which, string? mappings, double seconds)
    {
        var release = BuiltInRelease.Open();
        var weights = release.Techniques.Where(static technique => technique.IsLive)
            .GroupBy(static technique => technique.Id, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, same => (double)release.ProceduresOf(same.First()).Count, StringComparer.Ordinal);
        var edges = which switch
        {
            "mitigations-binary" => Mitigations(release, 1),
            "mitigations-graded" => Mitigations(release, 0.5),
            "nist-binary" => Nist(1),
            "nist-graded" => Nist(0.3),
            _ => [.. Mitigations(release, 0.5), .. Mapped(mappings ?? throw new ArgumentException("full needs the folder of mappings", nameof(mappings)))],
        };
        foreach (var share in Shares)
        {
            Measure(which, weights, edges, share, seconds);
        }
    }

    static void Measure(string which, Dictionary<string, double> weights, List<(string Measure, string Technique, double Grade)> edges, int share, double seconds)
    {
        var measures = edges.Select(static edge => edge.Measure).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var index = measures.Select(static (measure, i) => (measure, i)).ToDictionary(static one => one.measure, static one => one.i, StringComparer.Ordinal);
        var parts = edges.Where(edge => weights.GetValueOrDefault(edge.Technique) > 0)
            .GroupBy(static edge => edge.Technique, StringComparer.Ordinal)
            .Select(technique => (weights[technique.Key], (IReadOnlyList<(int, double)>)
                [.. technique.GroupBy(static edge => edge.Measure, StringComparer.Ordinal).Select(same => (index[same.Key], same.Max(static edge => edge.Grade)))]))
            .ToList();
        var random = new Random(7);
        var items = measures.Select(measure => PlanItem.Plain(measure, Costs[random.Next(Costs.Length)])).ToArray();
        var budget = items.Sum(static item => item.Costs[0]) * share / 100;
        var problem = new PlanProblem { Items = items, Limits = [new("money", budget)], Objective = PlanObjective.Graded(items.Length, parts) };
        // Time of processors, so that a busy machine measures the same.
        var before = Environment.CpuUsage.TotalTime;
        TimeSpan Spent() => Environment.CpuUsage.TotalTime - before;
        var result = PlanSearch.Run(problem, new(long.MaxValue, () => Spent().TotalSeconds > seconds));
        var all = parts.Sum(static part => part.Item1);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{which} measures={items.Length} terms={problem.Objective.Terms.Count} budget={share}% {result.End} {Spent().TotalMilliseconds:0} ms, {result.Nodes} nodes, {result.Work / 1e6:0.0} M steps, share {result.Value / all:0.0000}, gap {result.Gap * 100:0.000} %, root gap {(result.RootBound - result.Value) / result.RootBound * 100:0.000} %, greedy/best {result.Greedy / result.Value:0.0000}"));
    }

    static List<(string Measure, string Technique, double Grade)> Mitigations(AttackRelease release, double grade) =>
    [
        .. release.All<Mitigation>()
            .Where(static mitigation => mitigation.IsLive && mitigation.Domains.Contains("enterprise-attack", StringComparer.Ordinal))
            .SelectMany(mitigation => release.TechniquesOf(mitigation).Select(technique => (mitigation.Id, technique.Id, grade))),
    ];

    static List<(string Measure, string Technique, double Grade)> Nist(double grade)
    {
        var mappings = ControlMappings.OpenBuiltIn();
        var framework = mappings.Frameworks.First(static framework => framework.Id.StartsWith("nist", StringComparison.Ordinal));
        return [.. framework.Controls.SelectMany(control => mappings.TechniquesOf(framework.Id, control).Select(edge => (control, edge.TechniqueId, grade)))];
    }

    /// <summary>Every mapping file of the folder: graded by its own grades where it has them, else .3.</summary>
    static IEnumerable<(string Measure, string Technique, double Grade)> Mapped(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!json.RootElement.TryGetProperty("mapping_objects", out var objects) || Path.GetFileName(file).Contains("kev", StringComparison.OrdinalIgnoreCase)
                || Path.GetFileName(file).Contains("veris", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var one in objects.EnumerateArray())
            {
                if (Text(one, "capability_id") is { } capability && Text(one, "attack_object_id") is { } technique)
                {
                    yield return ($"{Path.GetFileNameWithoutExtension(file)}:{capability}", technique, Text(one, "score_value") switch
                    {
                        "minimal" => 0.25,
                        "partial" => 0.5,
                        "significant" => 0.9,
                        _ => 0.3,
                    });
                }
            }
        }
    }

    static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
