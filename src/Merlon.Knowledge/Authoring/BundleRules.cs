using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>
/// What STIX and the ATT&amp;CK specification ask of objects, from the embedded <c>Facts/bundle-rules.tsv</c>: ids, fields and
/// the ends of relationships. Lists that are others' to change are data.
/// </summary>
sealed class BundleRules
{
    readonly Dictionary<string, string> letters = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<FieldRule>> fields = new(StringComparer.Ordinal);
    readonly HashSet<(string Type, string Source, string Target)> ends = [];
    readonly Dictionary<string, (Severity? Relaxed, Severity? Strict)> severities = new(StringComparer.Ordinal);

    BundleRules(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var cells = line.Split('\t');
            switch (cells[0])
            {
                case "id":
                    letters.Add(cells[1], cells[2]);
                    break;
                case "field":
                    Fields(cells[1]).Add(new FieldRule(cells[2], cells[3], cells[4]));
                    break;
                case "ends":
                    ends.Add((cells[1], cells[2], cells[3]));
                    break;
                case "rule":
                    severities.Add(cells[1], (SeverityOf(cells[2]), SeverityOf(cells[3])));
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException($"bundle-rules.tsv has no rows called {cells[0]}");
            }
        }
    }

    /// <summary>The rules that the library carries.</summary>
    public static BundleRules Known { get; } = FromResource();

    /// <summary>Letters of a type's ids; null for types without.</summary>
    public string? LettersOf(string type) => letters.GetValueOrDefault(type);

    /// <summary>Fields of every object that has an ATT&amp;CK id or is a relationship, and those of the type.</summary>
    public IReadOnlyList<FieldRule> FieldsOf(string type) => fields.TryGetValue(type, out var known) ? known : [];

    /// <summary>True when ATT&amp;CK has such a relationship between objects of these types.</summary>
    public bool Allows(string relationship, string source, string target)
        => ends.Contains((relationship, source, target)) || relationship is RelationshipTypes.RevokedBy && letters.ContainsKey(source) && letters.ContainsKey(target);

    /// <summary>True for a type of relationship that ATT&amp;CK has.</summary>
    public bool IsRelationship(string type) => type is RelationshipTypes.RevokedBy || ends.Any(end => string.Equals(end.Type, type, StringComparison.Ordinal));

    /// <summary>The relationships that may stand between two types.</summary>
    public IReadOnlyList<string> TypesBetween(string source, string target)
        => [.. ends.Where(end => string.Equals(end.Source, source, StringComparison.Ordinal) && string.Equals(end.Target, target, StringComparison.Ordinal)).Select(static end => end.Type).Order(StringComparer.Ordinal)];

    /// <summary>How grave a finding is; null where the mode does not report it.</summary>
    public Severity? SeverityOf(string code, BundleStrictness strictness)
        => severities.TryGetValue(code, out var found) ? strictness == BundleStrictness.Strict ? found.Strict : found.Relaxed
            : throw new System.Diagnostics.UnreachableException($"bundle-rules.tsv has no rule {code}");

    static Severity? SeverityOf(string word) => word switch
    {
        "error" => Severity.Error,
        "warning" => Severity.Warning,
        "note" => Severity.Note,
        _ => null,
    };

    List<FieldRule> Fields(string type)
    {
        if (!fields.TryGetValue(type, out var list))
        {
            fields.Add(type, list = []);
        }

        return list;
    }

    static BundleRules FromResource()
    {
        using var reader = new StreamReader(EmbeddedFacts.Open("bundle-rules.tsv"));
        return new BundleRules(reader.ReadToEnd().Split('\n').Select(static line => line.TrimEnd('\r')));
    }
}

/// <summary>A field of a type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What it holds: text, texts, list, flag, number, map, time, ref, refs; with ? where it may be empty.</param>
/// <param name="Need">must (every object), live (every live one), strict (as the specification has it, though not every bundle of MITRE), may.</param>
sealed record FieldRule(string Name, string Shape, string Need);

/// <summary>How a bundle is measured.</summary>
public enum BundleStrictness
{
    /// <summary>Only what makes a bundle unusable is an error: what MITRE publishes has none.</summary>
    Relaxed,

    /// <summary>The letter of STIX and of the ATT&amp;CK specification: what an organisation's own collection has to pass.</summary>
    Strict,
}
