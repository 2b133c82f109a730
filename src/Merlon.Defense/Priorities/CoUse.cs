using Merlon.Attack;

namespace Merlon.Priorities;

/// <summary>
/// Which techniques are reported together: every live <c>uses</c> statement of a release grouped by the report that it cites. A report
/// stands for one story, whoever it is of, so two techniques of one report were seen together.
/// </summary>
public sealed class CoUse
{
    readonly Dictionary<TechniqueId, int> indexes;
    readonly TechniqueId[] techniques;
    readonly int[] counts;
    readonly long[] sizes;
    readonly double meanSize;
    readonly Dictionary<long, int> together;

    CoUse(TechniqueId[] techniques, Dictionary<TechniqueId, int> indexes, int[] counts, long[] sizes, Dictionary<long, int> together, int reports)
    {
        this.techniques = techniques;
        this.indexes = indexes;
        this.counts = counts;
        this.sizes = sizes;
        this.together = together;
        Reports = reports;
        meanSize = reports > 0 ? (double)counts.Sum() / reports : 0;
    }

    /// <summary>Reports that tell of two techniques or more; 0 where the release carries no citations.</summary>
    public int Reports { get; }

    /// <summary>Techniques that stand in such a report, by id.</summary>
    public IReadOnlyList<TechniqueId> Techniques => techniques;

    /// <summary>Reports that tell of a technique.</summary>
    public int CountOf(TechniqueId id) => indexes.TryGetValue(id, out var at) ? counts[at] : 0;

    /// <summary>Reports that tell of both.</summary>
    public int CountOf(TechniqueId one, TechniqueId other)
        => indexes.TryGetValue(one, out var left) && indexes.TryGetValue(other, out var right) ? together.GetValueOrDefault(KeyOf(left, right)) : 0;

    /// <summary>Share, 0..1, of the reports of <paramref name="known"/> that tell of <paramref name="other"/> too.</summary>
    public double ShareOf(TechniqueId other, TechniqueId known) => CountOf(known) is > 0 and var count ? (double)CountOf(known, other) / count : 0;

    /// <summary>How many times more often two techniques stand together than by chance; 1 is chance, 0 never.</summary>
    public double LiftOf(TechniqueId one, TechniqueId other)
        => CountOf(one) is > 0 and var left && CountOf(other) is > 0 and var right ? (double)CountOf(one, other) * Reports / ((double)left * right) : 0;

    /// <summary>
    /// Share, 0..1, of the reports of <paramref name="known"/> that would tell of <paramref name="other"/> by chance: how common that is, times
    /// how long these reports are. A technique that only long reports mention would else seem to go with everything.
    /// </summary>
    public double ChanceOf(TechniqueId other, TechniqueId known)
        => CountOf(known) is > 0 and var count && meanSize > 0
            ? Math.Min(1, (double)CountOf(other) / Reports * (sizes[indexes[known]] / (double)count / meanSize))
            : 0;

    /// <summary>Groups the statements.</summary>
    /// <param name="release">The release.</param>
    /// <param name="concerns">Which techniques count.</param>
    public static CoUse Of(AttackRelease release, Func<Technique, bool> concerns)
    {
        var byReport = new SortedDictionary<string, SortedSet<TechniqueId>>(StringComparer.Ordinal);
        foreach (var use in release.Relationships)
        {
            if (!use.Is(RelationshipTypes.Uses) || !use.IsLive || use.Target is not Technique technique || !concerns(technique))
            {
                continue;
            }

            foreach (var citation in use.Citations)
            {
                if (!byReport.TryGetValue(citation.SourceName, out var known))
                {
                    byReport.Add(citation.SourceName, known = []);
                }

                known.Add(technique.TechniqueId);
            }
        }

        return Of([.. byReport.Values]);
    }

    /// <summary>Counts reports, each the techniques that it tells of; those of fewer than two are left out.</summary>
    internal static CoUse Of(IReadOnlyList<IReadOnlyCollection<TechniqueId>> reports)
    {
        var told = reports.Where(static one => one.Count > 1).ToArray();
        var ids = told.SelectMany(static one => one).Distinct().Order().ToArray();
        var places = ids.Select(static (id, at) => (id, at)).ToDictionary(static one => one.id, static one => one.at);
        var alone = new int[ids.Length];
        var lengths = new long[ids.Length];
        var pairs = new Dictionary<long, int>();
        foreach (var report in told)
        {
            var members = report.Select(id => places[id]).Order().ToArray();
            for (var i = 0; i < members.Length; i++)
            {
                alone[members[i]]++;
                lengths[members[i]] += members.Length;
                for (var j = i + 1; j < members.Length; j++)
                {
                    var key = KeyOf(members[i], members[j]);
                    pairs[key] = pairs.GetValueOrDefault(key) + 1;
                }
            }
        }

        return new(ids, places, alone, lengths, pairs, told.Length);
    }

    static long KeyOf(int one, int other) => one < other ? ((long)one << 32) | (uint)other : ((long)other << 32) | (uint)one;
}
