using System.Text;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>What was found in one bundle, with the line and column of each finding worked out from its offset.</summary>
sealed class BundleFindings(string document, ReadOnlyMemory<byte> json, BundleStrictness strictness)
{
    /// <summary>Most findings that are kept; the rest is counted.</summary>
    public const int FindingsMax = 100_000;

    /// <summary>Longest line, in bytes up to the place, of which the column is counted: a bundle may be one line of 50 million.</summary>
    const int ColumnBytesMax = 64 * 1024;

    readonly List<Diagnostic> kept = [];
    readonly SortedDictionary<string, int> dropped = new(StringComparer.Ordinal);
    int[]? lineStarts;

    /// <summary>Adds a finding unless the mode does not report it.</summary>
    public void Add(string code, int offset, string path, string message, string? excerpt = null, string? advice = null)
    {
        if (BundleRules.Known.SeverityOf(code, strictness) is not { } severity)
        {
            return;
        }

        if (kept.Count >= FindingsMax)
        {
            dropped[code] = dropped.GetValueOrDefault(code) + 1;
            return;
        }

        kept.Add(new Diagnostic(
            code, severity, document, LocationOf(offset, path), message, excerpt is null ? null : Diagnostic.ExcerptOf(excerpt), advice));
    }

    /// <summary>Adds a finding about the whole bundle, at a line where one is known.</summary>
    public void AddAt(string code, SourceLocation location, string message, string? excerpt = null, string? advice = null)
        => kept.Add(new Diagnostic(
            code, BundleRules.Known.SeverityOf(code, strictness) ?? Severity.Note, document, location, message, excerpt is null ? null : Diagnostic.ExcerptOf(excerpt), advice));

    /// <summary>Everything, in the order of the bundle.</summary>
    public IReadOnlyList<Diagnostic> ToList(IReadOnlyDictionary<string, int> order)
    {
        if (dropped.Count > 0)
        {
            AddAt("BUNDLE050", SourceLocation.Whole, $"{dropped.Values.Sum()} further findings were counted but not kept: {string.Join(", ", dropped.Select(static d => $"{d.Key}: {d.Value}"))}");
        }

        return [.. kept.Select(static (finding, place) => (finding, place))
            .OrderBy(pair => order.GetValueOrDefault(ObjectOf(pair.finding), int.MaxValue)).ThenBy(static pair => pair.place)
            .Select(static pair => pair.finding)];
    }

    /// <summary>The object part of a finding's path: <c>$.objects[17]</c>.</summary>
    static string ObjectOf(Diagnostic finding)
        => finding.Location.Path is { } path && path.IndexOf(']', StringComparison.Ordinal) is var end and > 0 ? path[..(end + 1)] : finding.Location.Path ?? "";

    SourceLocation LocationOf(int offset, string path)
    {
        if (offset < 0 || offset > json.Length)
        {
            return new SourceLocation(0, 0, path);
        }

        lineStarts ??= FindLines(json.Span);
        var found = Array.BinarySearch(lineStarts, offset);
        var line = found >= 0 ? found : ~found - 1;
        var before = json.Span[lineStarts[line]..offset];
        return before.Length > ColumnBytesMax ? new SourceLocation(0, 0, path) : new SourceLocation(line + 1, Encoding.UTF8.GetCharCount(before) + 1, path);
    }

    static int[] FindLines(ReadOnlySpan<byte> json)
    {
        var starts = new List<int> { 0 };
        for (var at = 0; json[at..].IndexOf((byte)'\n') is var next and >= 0;)
        {
            at += next + 1;
            starts.Add(at);
        }

        return [.. starts];
    }
}
