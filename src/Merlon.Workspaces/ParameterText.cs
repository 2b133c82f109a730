using System.Globalization;
using System.Text;
using Merlon.Assessment;
using Merlon.Intelligence;

namespace Merlon.Workspaces;

/// <summary>The numbers that an assessment was judged with, as text: a line <c>name value</c> for each, so that a later Merlon can say which ones differ.</summary>
static class ParameterText
{
    /// <summary>The numbers as text, UTF-8, by name.</summary>
    public static byte[] Of(CoverageParameters coverage, ThreatParameters threat)
    {
        var lines = Lines("coverage", coverage, typeof(CoverageParameters)).Concat(Lines("threat", threat, typeof(ThreatParameters)));
        return Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal).Select(static line => line + "\n")));
    }

    /// <summary>Which numbers differ: <c>coverage.TestPass 0.9 → 0.85</c>; empty when none does.</summary>
    public static IReadOnlyList<string> Differences(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var (old, now) = (Read(before), Read(after));
        return
        [
            .. old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(name => !string.Equals(old.GetValueOrDefault(name), now.GetValueOrDefault(name), StringComparison.Ordinal))
                .Select(name => $"{name} {old.GetValueOrDefault(name) ?? "none"} → {now.GetValueOrDefault(name) ?? "none"}"),
        ];
    }

    static Dictionary<string, string> Read(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(' ', 2))
        .Where(static fields => fields.Length == 2)
        .DistinctBy(static fields => fields[0], StringComparer.Ordinal)
        .ToDictionary(static fields => fields[0], static fields => fields[1], StringComparer.Ordinal);

    static IEnumerable<string> Lines(string group, object parameters, Type type) => type.GetProperties()
        .Where(static property => property.PropertyType == typeof(int) || property.PropertyType == typeof(double))
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{group}.{property.Name} {property.GetValue(parameters)}"));
}
