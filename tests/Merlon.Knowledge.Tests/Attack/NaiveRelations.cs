using System.Text.Json;

namespace Merlon.Knowledge.Tests.Attack;

/// <summary>
/// The slow twin of the relationship queries: document trees, every question answered by walking over everything. An answer
/// is a set of <c>subject object</c> pairs of STIX ids. Of an object in several bundles the newest counts.
/// </summary>
sealed class NaiveRelations
{
    readonly Dictionary<string, JsonElement> newest = new(StringComparer.Ordinal);

    public NaiveRelations(IEnumerable<byte[]> bundles)
    {
        foreach (var bundle in bundles)
        {
            foreach (var each in JsonDocument.Parse(bundle).RootElement.GetProperty("objects").EnumerateArray())
            {
                var id = Text(each, "id");
                if (!newest.TryGetValue(id, out var known)
                    || string.CompareOrdinal(Text(each, "modified"), Text(known, "modified")) > 0)
                {
                    newest[id] = each;
                }
            }
        }
    }

    /// <summary>Live statements of a type between objects of two STIX types (alternatives apart by <c>|</c>), as pairs.</summary>
    public SortedSet<string> Stated(string type, string sources, string targets) => Pairs(
        newest.Values.Where(o => Text(o, "type") is "relationship" && Text(o, "relationship_type") == type && IsLive(o))
            .Select(o => (Text(o, "source_ref"), Text(o, "target_ref"))).Where(pair => IsLive(pair.Item1, sources) && IsLive(pair.Item2, targets)));

    /// <summary>Live references in a field of live objects of a type to live objects of another, as pairs.</summary>
    public SortedSet<string> Referred(string type, string field, string? inner, string target) => Pairs(
        newest.Values.Where(o => Text(o, "type") == type && IsLive(o))
            .SelectMany(o => Values(o, field, inner).Select(reference => (Text(o, "id"), reference)))
            .Where(pair => IsLive(pair.Item2, target)));

    /// <summary>Names of log sources (lower case: three are published in two spellings) that live analytics read, with the analytic.</summary>
    public SortedSet<string> LogSources() => Pairs(
        newest.Values.Where(o => Text(o, "type") is "x-mitre-analytic" && IsLive(o))
            .SelectMany(o => Values(o, "x_mitre_log_source_references", "name").Select(name => (name.ToLowerInvariant(), Text(o, "id")))));

    /// <summary>Pairs (a, c) for which some b has (a, b) on the left and (b, c) on the right.</summary>
    public static SortedSet<string> Joined(SortedSet<string> left, SortedSet<string> right)
    {
        var byFirst = right.Select(Split).ToLookup(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal);
        return Pairs(left.Select(Split).SelectMany(pair => byFirst[pair.Item2].Select(end => (pair.Item1, end))));
    }

    public static SortedSet<string> Reversed(SortedSet<string> pairs) => Pairs(pairs.Select(Split).Select(static pair => (pair.Item2, pair.Item1)));

    public static SortedSet<string> Pairs(IEnumerable<(string, string)> pairs)
        => new(pairs.Select(static pair => $"{pair.Item1}\t{pair.Item2}"), StringComparer.Ordinal);

    static (string, string) Split(string pair) => (pair[..pair.IndexOf('\t', StringComparison.Ordinal)], pair[(pair.IndexOf('\t', StringComparison.Ordinal) + 1)..]);

    bool IsLive(string stixId, string types)
        => newest.TryGetValue(stixId, out var found) && types.Split('|').Contains(Text(found, "type"), StringComparer.Ordinal) && IsLive(found);

    static bool IsLive(JsonElement o) => !Flag(o, "revoked") && !Flag(o, "x_mitre_deprecated");

    static List<string> Values(JsonElement o, string field, string? inner)
    {
        if (!o.TryGetProperty(field, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.String ? [value.GetString()!]
            : [.. value.EnumerateArray().Select(item => inner is null ? item.GetString()! : Text(item, inner))];
    }

    static string Text(JsonElement o, string key) => o.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";

    static bool Flag(JsonElement o, string key) => o.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;
}
