using System.Collections.Frozen;
using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>Domains and platforms of older layers under the names that they have since, from the embedded <c>Facts/layer-legacy.tsv</c>.</summary>
static class LayerLegacy
{
    static readonly FrozenDictionary<(string Kind, string Word), string> Words = FromResource();

    /// <summary>Today's name of a domain; the name itself when it is not an old one.</summary>
    public static string Domain(string name) => Words.GetValueOrDefault(("domain", name), name);

    /// <summary>Today's name of a platform; the name itself when it is not an old one.</summary>
    public static string Platform(string name) => Words.GetValueOrDefault(("platform", name), name);

    /// <summary>What a later release calls a platform of an earlier one; the name itself when nothing is known.</summary>
    public static string RenamedPlatform(string name) => Words.GetValueOrDefault(("platform-renamed", name), name);

    static FrozenDictionary<(string Kind, string Word), string> FromResource()
    {
        using var reader = new StreamReader(EmbeddedFacts.Open("layer-legacy.tsv"));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(static line => line[0] != '#')
            .Select(static line => line.Split('\t'))
            .ToFrozenDictionary(static cells => (cells[0], cells[1]), static cells => cells[2]);
    }
}
