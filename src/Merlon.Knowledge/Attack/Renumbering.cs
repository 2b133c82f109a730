namespace Merlon.Attack;

/// <summary>
/// Known renumberings between releases, from the embedded <c>Facts/lineage.tsv</c>: read forwards a reference made against
/// an older release finds its successors, read backwards one made against a newer release finds what it came from.
/// </summary>
sealed class Renumbering
{
    readonly Dictionary<(string Kind, string From), List<string>> forwards = [];
    readonly Dictionary<(string Kind, string To), List<string>> backwards = [];

    Renumbering(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var fields = line.Split('\t');
            Add(forwards, (fields[0], fields[1]), fields[2]);
            Add(backwards, (fields[0], fields[2]), fields[1]);
        }
    }

    /// <summary>Kind of a row about techniques, whose values are ids.</summary>
    public const string TechniqueKind = "technique";

    /// <summary>Kind of a row about tactics, whose values are shortnames.</summary>
    public const string TacticKind = "tactic";

    /// <summary>The rows that the library carries.</summary>
    public static Renumbering Known { get; } = FromResource();

    /// <summary>What became of it in later releases; empty where nothing is known.</summary>
    public IReadOnlyList<string> After(string kind, string reference) => forwards.TryGetValue((kind, reference), out var to) ? to : [];

    /// <summary>What it was in earlier releases, several where they were merged; empty where nothing is known.</summary>
    public IReadOnlyList<string> Before(string kind, string reference) => backwards.TryGetValue((kind, reference), out var from) ? from : [];

    static Renumbering FromResource()
    {
        using var reader = new StreamReader(EmbeddedFacts.Open("lineage.tsv"));
        return new Renumbering(reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries));
    }

    static void Add(Dictionary<(string Kind, string Reference), List<string>> map, (string, string) key, string value)
    {
        if (!map.TryGetValue(key, out var values))
        {
            map.Add(key, values = []);
        }

        values.Add(value);
    }
}
