using System.Globalization;
using Merlon.Layers;
using Merlon.Visibility;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>What logs show as Navigator layers: the mean over the scopes that have the technique, 0 to 100, one layer for each domain.</summary>
static class VisibilityLayer
{
    const int LackingNamed = 5;

    public static LayerFile Of(MeasuredVisibility measured)
    {
        var release = measured.Release;
        var scopes = measured.Organisation.Scopes.ToDictionary(static s => s.Name, static s => s.Weight, StringComparer.Ordinal);
        List<(Attack.Technique, double, string)> scored =
        [
            .. measured.Report.Techniques.GroupBy(static t => t.Technique).Select(g => (g.Key, Math.Round(100 * Mean(g, scopes), 1), CommentOf(g))),
        ];
        var layers = measured.Organisation.Domains.Where(d => release.Domains.Contains(d, StringComparer.Ordinal))
            .Select(domain => LayerMaking.Of($"{measured.Organisation.Name}: visible", scored, 100, "visible in every reference (100)", domain, release) with
            {
                Description = string.Create(CultureInfo.InvariantCulture, $"How far the logs of {measured.Organisation.Name} show each technique, 0 to 100, measured analytic by analytic, by ATT&CK {release.Version}."),
            })
            .ToList();
        return new LayerFile(layers, IsArray: layers.Count > 1);
    }

    static double Mean(IEnumerable<TechniqueVisibility> scopes, Dictionary<string, double> weights)
    {
        var all = scopes.ToArray();
        var sum = all.Sum(s => weights[s.Scope]);
        return sum > 0 ? all.Sum(s => weights[s.Scope] * s.Value) / sum : all.Average(static s => s.Value);
    }

    static string CommentOf(IEnumerable<TechniqueVisibility> scopes) => string.Join('\n', scopes.Select(static s =>
    {
        string[] lacking = [.. s.Platforms.SelectMany(static p => p.References).Where(static r => r.Verdict <= ReferenceVerdict.NotMet).Select(NameOf).Distinct(StringComparer.Ordinal)];
        var lacks = lacking.Length == 0 ? "" : $"; not seen: {string.Join(", ", lacking.Take(LackingNamed))}{(lacking.Length > LackingNamed ? $" and {lacking.Length - LackingNamed} more" : "")}";
        return string.Create(CultureInfo.InvariantCulture, $"{s.Scope}: {100 * s.Value:0.#} %{lacks}");
    }));

    /// <summary>A reference as people name it.</summary>
    public static string NameOf(ReferenceSight reference) => reference.Need.Name.Length == 0 ? reference.Component
        : reference.Need.Channel.Length == 0 || string.Equals(reference.Need.Channel, "None", StringComparison.OrdinalIgnoreCase) ? reference.Need.Name
        : $"{reference.Need.Name} {reference.Need.Channel}";
}
