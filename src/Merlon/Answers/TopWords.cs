using Merlon.Priorities;

namespace Merlon.Answers;

/// <summary>Words that the calculator Top ATT&amp;CK Techniques is asked with.</summary>
static class TopWords
{
    static readonly string[] Levels = ["none", "low", "medium", "high"];

    /// <summary>Levels of kinds of monitoring: <c>process=high</c>.</summary>
    public static MonitoringLevel[] LevelsOf(string[] written)
    {
        var levels = new MonitoringLevel[TopTechniqueRow.MonitoringKinds.Count];
        foreach (var word in written)
        {
            var parts = word.Split('=', 2, StringSplitOptions.TrimEntries);
            var kind = TopTechniqueRow.MonitoringKinds.ToList().FindIndex(kind => string.Equals(kind, parts[0], StringComparison.OrdinalIgnoreCase));
            var level = parts.Length == 2 ? Array.FindIndex(Levels, level => string.Equals(level, parts[1], StringComparison.OrdinalIgnoreCase)) : -1;
            if (kind < 0 || level < 0)
            {
                throw new InvalidDataException($"monitoring takes KIND=LEVEL with a kind of {string.Join(", ", TopTechniqueRow.MonitoringKinds)} and a level of {string.Join(", ", Levels)}, not '{word}'");
            }

            levels[kind] = (MonitoringLevel)level;
        }

        return levels;
    }

    /// <summary>The scores in the order of a list: <c>total</c> or <c>ransomware</c>.</summary>
    public static IReadOnlyList<TopTechniqueScore> Ordered(IReadOnlyList<TopTechniqueScore> scores, string? list)
    {
        if (!string.Equals(list, "ransomware", StringComparison.Ordinal))
        {
            return scores;
        }

        var ordered = scores.Where(static one => one.Ransomware is not null)
            .OrderByDescending(static one => one.Ransomware).ThenBy(static one => one.Row.Technique, StringComparer.Ordinal);
        return [.. ordered.Select(static (one, at) => one with { Rank = at + 1 })];
    }
}
