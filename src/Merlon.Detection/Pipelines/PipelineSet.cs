using System.Collections.Immutable;
using Merlon.Logs;

namespace Merlon.Pipelines;

/// <summary>Pipelines in the order in which they are tried, and what they make of a record. Immutable.</summary>
/// <param name="Pipelines">First match wins.</param>
public sealed record PipelineSet(ImmutableArray<Pipeline> Pipelines)
{
    /// <summary>The pipelines that the library carries.</summary>
    public static PipelineSet BuiltIn => BuiltInSet.Value;

    static readonly Lazy<PipelineSet> BuiltInSet = new(static () => new([.. DetectionFacts.NamesUnder("pipelines/").Select(PipelineReader.ReadBuiltIn)]));

    /// <summary>The pipeline of a name, or null.</summary>
    public Pipeline? Find(string name) => Pipelines.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>This set with others tried before it; one of the same name takes the place of the older.</summary>
    public PipelineSet With(IEnumerable<Pipeline> first)
    {
        ImmutableArray<Pipeline> added = [.. first];
        return new([.. added, .. Pipelines.Where(p => !added.Any(a => string.Equals(a.Name, p.Name, StringComparison.OrdinalIgnoreCase)))]);
    }

    /// <summary>The first pipeline whose format and markers fit the record, or null: then no rule reads it.</summary>
    public Pipeline? Recognise(LogEvent record)
    {
        foreach (var pipeline in Pipelines)
        {
            if ((pipeline.Formats.IsEmpty || pipeline.Formats.Contains(record.Format))
                && (pipeline.Markers.IsEmpty ? !pipeline.Formats.IsEmpty : pipeline.Markers.Any(paths => paths.All(path => FieldLookup.IsThere(record, path)))))
            {
                return pipeline;
            }
        }

        return null;
    }

    /// <summary>Where the record goes, or null where no pipeline knows it.</summary>
    public LogRoute? RouteOf(LogEvent record)
        => Recognise(record) is { } pipeline ? RouteOf(pipeline, [.. pipeline.Selectors.Select(name => FieldLookup.SelectorText(record, pipeline, name) ?? "")]) : null;

    /// <summary>Where a record of a pipeline with the given selector values goes.</summary>
    public static LogRoute RouteOf(Pipeline pipeline, IReadOnlyList<string> selectorValues)
    {
        var claims = ImmutableArray.CreateBuilder<LogSourceClaim>();
        if (pipeline.IsWindows)
        {
            claims.AddRange(WindowsLogSources.ClaimsOf(ValueOf("Channel"), ValueOf("EventID")));
        }

        claims.AddRange(pipeline.Cases
            .Where(c => c.When.All(when => when.Value.Contains(ValueOf(when.Key), StringComparer.OrdinalIgnoreCase)))
            .Select(static c => c.Claim));
        return new LogRoute(pipeline, selectorValues, claims.ToImmutable());

        string ValueOf(string selector) => pipeline.Selectors.IndexOf(selector, StringComparer.Ordinal) is var at and >= 0 ? selectorValues[at] : "";
    }
}

/// <summary>
/// Where a record keeps a field that a rule names; the specification of every faster binding. In order: the claim's other
/// name for it; then the name as it is, each prefix with the name, the pipeline's paths for it; where none of them is there,
/// the same once more without regard to case and to spaces in the record's names. The first that is present counts.
/// </summary>
public static class FieldLookup
{
    /// <summary>Record paths where <paramref name="field"/> may stand, best first; prefixes may hold <c>*</c>.</summary>
    public static IEnumerable<string> CandidatesOf(Pipeline pipeline, LogSourceClaim? claim, string field)
    {
        var name = claim is not null && claim.Renames.TryGetValue(field, out var renamed) ? renamed : field;
        yield return name;
        foreach (var prefix in pipeline.Prefixes)
        {
            yield return prefix + name;
        }

        foreach (var path in pipeline.Paths.GetValueOrDefault(name, []))
        {
            yield return path;
        }
    }

    /// <summary>Indexes of the values of <paramref name="field"/>; none where it is missing.</summary>
    public static IReadOnlyList<int> Find(LogEvent record, Pipeline pipeline, LogSourceClaim? claim, string field)
    {
        foreach (var isExact in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var path in CandidatesOf(pipeline, claim, field))
            {
                if (IndexesOf(record, path, isExact) is { Count: > 0 } found)
                {
                    return found;
                }
            }
        }

        return [];
    }

    /// <summary>Text of the first value of <paramref name="field"/>, or null.</summary>
    public static string? FirstText(LogEvent record, Pipeline pipeline, string field)
        => Find(record, pipeline, claim: null, field) is { Count: > 0 } found ? record.ValueText(found[0]) : null;

    /// <summary>Text of a selector, or null: see <see cref="Pipeline.SelectorPaths"/>.</summary>
    public static string? SelectorText(LogEvent record, Pipeline pipeline, string selector)
        => SelectorIndex(record, pipeline, selector) is >= 0 and var index ? record.ValueText(index) : null;

    /// <summary>Index of a selector's value, or -1.</summary>
    internal static int SelectorIndex(LogEvent record, Pipeline pipeline, string selector)
    {
        foreach (var path in pipeline.SelectorPaths.GetValueOrDefault(selector, []))
        {
            var found = -1;
            for (var i = 0; i < record.Count; i++)
            {
                if (IsNamed(record.NameText(i), path, isExact: true) && (found < 0 || record.DepthOf(i) >= record.DepthOf(found)))
                {
                    found = i;
                }
            }

            if (found >= 0)
            {
                return found;
            }
        }

        return Find(record, pipeline, claim: null, selector) is { Count: > 0 } fields ? fields[0] : -1;
    }

    /// <summary>True where the record has exactly this path; <c>*</c> stands for one name.</summary>
    public static bool IsThere(LogEvent record, string path) => IndexesOf(record, path, isExact: true).Count > 0;

    static List<int> IndexesOf(LogEvent record, string path, bool isExact)
    {
        List<int> found = [];
        for (var i = 0; i < record.Count; i++)
        {
            if (!IsNamed(record.NameText(i), path, isExact))
            {
                continue;
            }

            if (found.Count > 0 && record.DepthOf(i) > record.DepthOf(found[0]))
            {
                continue;
            }

            if (found.Count > 0 && (record.DepthOf(i) < record.DepthOf(found[0]) || !record.IsElement(i) || !record.IsElement(found[0])))
            {
                found.Clear();
            }

            found.Add(i);
        }

        return found;
    }

    /// <summary>True where a name of a record fits a path.</summary>
    internal static bool IsNamed(string name, string path, bool isExact)
    {
        var comparison = isExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (!isExact)
        {
            name = name.Replace(" ", "", StringComparison.Ordinal);
            path = path.Replace(" ", "", StringComparison.Ordinal);
        }

        var star = path.IndexOf(".*.", StringComparison.Ordinal);
        if (star < 0)
        {
            return string.Equals(name, path, comparison);
        }

        var dot = name.Length > star + 1 ? name.IndexOf('.', star + 1) : -1;
        return dot > star + 1 && name.AsSpan(0, star + 1).Equals(path.AsSpan(0, star + 1), comparison)
            && name.AsSpan(dot + 1).Equals(path.AsSpan(star + 3), comparison);
    }
}
